import { describe, expect, it } from '@jest/globals';
import { registry } from '@doorstep/access';
import {
  fromJson,
  ScalarType,
  toBinary,
  toJson,
  type DescField,
  type DescMessage,
  type JsonValue,
} from '@bufbuild/protobuf';
import {
  assert,
  property,
  string,
  integer,
  boolean,
  constantFrom,
  option,
  record,
  array,
  date,
  jsonValue,
  constant,
  type Arbitrary,
} from 'fast-check';
import { wellKnown } from './leaves.js';
import { violationsOf } from './violations.js';

const messages = [...registry]
  .filter((desc): desc is DescMessage => desc.kind === 'message' && desc.typeName.startsWith('doorstep.'))
  .map((desc) => [desc.typeName, desc] as const);

/** JSON of any message of the contract, as ProtoJSON writes it. */
function jsonOf(desc: DescMessage, depth = 0): Arbitrary<JsonValue> {
  if (desc.typeName === 'google.protobuf.Timestamp') {
    return date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T00:00:00Z'),
      noInvalidDate: true,
    }).map((at) => at.toISOString());
  }
  if (desc.typeName in wellKnown) return constant(desc.typeName.endsWith('Duration') ? '1.5s' : 'title,openUntil');
  const fields = depth > 2 ? [] : desc.fields;
  const model: Record<string, Arbitrary<JsonValue>> = Object.fromEntries(
    fields.map((field) => [field.jsonName, option(valueOf(field, depth + 1))]),
  );
  return record<Record<string, JsonValue>>(model, { requiredKeys: [] }).map((json): JsonValue => json);
}

function valueOf(field: DescField, depth: number): Arbitrary<JsonValue> {
  switch (field.fieldKind) {
    case 'scalar':
      return scalarOf(field.scalar);
    case 'enum':
      return constantFrom(...field.enum.values.flatMap(({ name, number }): JsonValue[] => [name, number]));
    case 'message':
      return jsonOf(field.message, depth);
    case 'list':
      return array(
        field.listKind === 'scalar'
          ? scalarOf(field.scalar)
          : field.listKind === 'enum'
            ? constant(0)
            : jsonOf(field.message, depth),
        { maxLength: 3 },
      );
    case 'map':
      return constant({});
  }
}

function scalarOf(type: ScalarType): Arbitrary<JsonValue> {
  if (type === ScalarType.STRING) return string({ unit: 'grapheme' });
  if (type === ScalarType.BOOL) return boolean();
  if (type === ScalarType.BYTES) return constant('AQID');
  return integer({ min: 0, max: 2 ** 31 - 1 }).map((n) => (n % 2 === 0 ? n : String(n)));
}

describe('our rules beside protobuf-es', () => {
  it.each(messages)('let every %s pass that it writes', (_, desc) => {
    assert(
      property(jsonOf(desc), (json) => {
        expect(violationsOf(desc, json)).toEqual([]);
        const message = fromJson(desc, json, { registry });
        const written = toJson(desc, message, { registry, alwaysEmitImplicit: true });
        expect(violationsOf(desc, written)).toEqual([]);
        expect(toBinary(desc, fromJson(desc, written, { registry }))).toEqual(toBinary(desc, message));
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  it('refuse whatever it refuses', () => {
    const desc = registry.getMessage('doorstep.matching.v1.CreateNeedRequest');
    if (desc === undefined) throw new Error('the contract has no CreateNeedRequest');
    const need = desc.field['need']?.message ?? desc;
    const keys = constantFrom(...need.fields.map(({ jsonName }) => jsonName), 'bogus');
    const spoilt = record({ key: keys, value: jsonValue({ maxDepth: 2 }) });
    assert(
      property(array(spoilt, { maxLength: 4 }), (pairs) => {
        const json = { need: Object.fromEntries(pairs.map(({ key, value }) => [key, value as JsonValue])) };
        if (violationsOf(desc, json).length === 0)
          expect(() => toBinary(desc, fromJson(desc, json, { registry }))).not.toThrow();
      }),
      { numRuns: 2_000, seed: 3 },
    );
  });
});
