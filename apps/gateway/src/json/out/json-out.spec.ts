import {
  create,
  fromBinary,
  toBinary,
  toJsonString,
  ScalarType,
  type DescField,
  type DescMessage,
} from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { registry } from '@doorstep/access';
import { describe, expect, it } from '@jest/globals';
import fc, { type Arbitrary } from 'fast-check';
import { JsonOut } from './json-out.js';
import { planOf } from './plan.js';

const out = new JsonOut(registry);
const message = (name: string): DescMessage => {
  const found = registry.getMessage(name);
  if (found === undefined) throw new Error(`no message ${name}`);
  return found;
};
const oracle = (type: DescMessage, bytes: Uint8Array): string =>
  toJsonString(type, fromBinary(type, bytes), { alwaysEmitImplicit: true, registry });

/** Answers of every RPC that has a route or may get one. */
const answers = [...registry]
  .flatMap((type) => (type.kind === 'service' && type.typeName.startsWith('doorstep.') ? type.methods : []))
  .map(({ output }) => output)
  .filter(({ typeName }) => typeName.startsWith('doorstep.'));

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '"', '\\', '\u0000\u001f\u007f\u2028', '家门口', '😀', '</script>'),
);

/** Any value of a scalar, its extremes among them. */
function scalarArb(scalar: ScalarType): Arbitrary<unknown> {
  if (scalar === ScalarType.STRING) return texts;
  if (scalar === ScalarType.BOOL) return fc.boolean();
  if (scalar === ScalarType.INT64) return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  if (scalar === ScalarType.INT32) return fc.integer();
  if (scalar === ScalarType.DOUBLE) return fc.double();
  if (scalar === ScalarType.BYTES) return fc.uint8Array({ maxLength: 40 });
  throw new Error(`no arbitrary for scalar ${String(scalar)}`);
}

function valueArb(field: DescField): Arbitrary<unknown> {
  if (field.scalar !== undefined) return scalarArb(field.scalar);
  if (field.enum)
    return fc.oneof(fc.constantFrom(...field.enum.values.map(({ number }) => number)), fc.integer({ min: 0, max: 99 }));
  if (field.message.typeName === 'google.protobuf.Timestamp') return timeArb;
  return messageArb(field.message);
}

const timeArb = fc
  .record({
    seconds: fc.bigInt({ min: -62_135_596_800n, max: 253_402_300_799n }),
    nanos: fc.oneof(
      fc.constantFrom(0, 1, 1_000, 1_000_000, 120_000_000, 999_999_999),
      fc.integer({ min: 0, max: 999_999_999 }),
    ),
  })
  .map((value) => create(message('google.protobuf.Timestamp'), value));

/** Any message of a type, each field set or not. */
function messageArb(type: DescMessage): Arbitrary<object> {
  const fields = type.fields.map((field) => {
    const one = valueArb(field);
    return fc.option(field.fieldKind === 'list' ? fc.array(one, { maxLength: 3 }) : one, { nil: undefined });
  });
  return fc.tuple(...fields).map((values) => {
    const made = reflect(type);
    type.fields.forEach((field, i) => {
      const value = values[i];
      if (value === undefined) return;
      if (field.fieldKind === 'list') for (const item of value as unknown[]) made.get(field).add(wrapped(field, item));
      else made.set(field, wrapped(field, value));
    });
    return made.message;
  });
}
const wrapped = (field: DescField, value: unknown): unknown =>
  field.message ? reflect(field.message, value as never) : value;

describe('JSON out', () => {
  it.each(answers.map((type) => [type.typeName, type] as const))('writes %s as protobuf-es does', (_, type) => {
    expect(planOf(type)).toBeDefined();
    fc.assert(
      fc.property(messageArb(type), (value) => {
        const bytes = toBinary(type, value as never);
        expect(out.json(type, bytes).toString()).toBe(oracle(type, bytes));
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  const need = message('doorstep.matching.v1.Need');
  it.each([
    ['nothing', []],
    ['a field twice, of which the last counts', [0x0a, 1, 97, 0x0a, 1, 98]],
    ['a field that is not known', [0xfa, 0x3f, 1, 97, 0x0a, 1, 98]],
    ['an enum that is not known', [0x18, 99]],
    ['a number with more bits than it has', [0x40, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['a time in two parts', [0x4a, 2, 8, 1, 0x4a, 2, 16, 5]],
    ['a list in the middle of others', [0xca, 1, 1, 97, 0x0a, 1, 98, 0xca, 1, 1, 99]],
  ])('reads %s as protobuf-es does', (_, bytes) => {
    expect(out.json(need, Uint8Array.from(bytes)).toString()).toBe(oracle(need, Uint8Array.from(bytes)));
  });

  it.each([
    ['a cut message', [0x0a, 5, 97]],
    ['a varint without an end', [0x18, 0xff]],
    ['a length beyond all bounds', [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['broken UTF-8', [0x0a, 1, 0xff]],
  ])('refuses %s as protobuf-es does', (_, bytes) => {
    const both = [() => out.json(need, Uint8Array.from(bytes)).toString(), () => oracle(need, Uint8Array.from(bytes))];
    const [ours, theirs] = both.map((read) => {
      try {
        return read();
      } catch {
        return 'refused';
      }
    });
    expect(ours).toBe(theirs);
  });

  it.each(['google.protobuf.Empty', 'google.protobuf.Any', 'google.rpc.ErrorInfo', 'google.api.HttpRule'])(
    'leaves %s to protobuf-es',
    (name) => expect(planOf(message(name))).toBeUndefined(),
  );
});
