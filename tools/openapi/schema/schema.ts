import { ScalarType, type DescEnum, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { behaves, personalClassOf } from '../../../apps/gateway/src/contract/options.ts';
import type { Comments } from './comments.ts';
import type { Schema } from './json-schema.ts';
import { constraintsOf, listConstraintsOf, mustSay, rulesOf, sentencesOf } from './rules.ts';

const int64 = {
  type: 'string',
  format: 'int64',
  pattern: '^-?[0-9]{1,16}$',
} as const;
const int32 = { type: 'integer', format: 'int32' } as const;
const uint32 = { type: 'integer', format: 'int32', minimum: 0 } as const;
const scalars: Readonly<Record<ScalarType, Schema>> = {
  [ScalarType.DOUBLE]: { type: 'number', format: 'double' },
  [ScalarType.FLOAT]: { type: 'number', format: 'float' },
  [ScalarType.INT32]: int32,
  [ScalarType.SINT32]: int32,
  [ScalarType.SFIXED32]: int32,
  [ScalarType.UINT32]: uint32,
  [ScalarType.FIXED32]: uint32,
  [ScalarType.INT64]: int64,
  [ScalarType.SINT64]: int64,
  [ScalarType.SFIXED64]: int64,
  [ScalarType.UINT64]: int64,
  [ScalarType.FIXED64]: int64,
  [ScalarType.BOOL]: { type: 'boolean' },
  [ScalarType.STRING]: { type: 'string' },
  [ScalarType.BYTES]: { type: 'string', contentEncoding: 'base64' },
};

const wellKnown: Readonly<Record<string, Schema>> = {
  'google.protobuf.Timestamp': { type: 'string', format: 'date-time' },
  'google.protobuf.Duration': {
    type: 'string',
    pattern: '^-?[0-9]{1,12}([.][0-9]{1,9})?s$',
  },
  'google.protobuf.FieldMask': {
    type: 'string',
    description: 'Names of fields, joined by commas.',
  },
  'google.protobuf.Empty': { type: 'object' },
};

/** Makes schemas of messages and enums, and keeps those that it was asked for, as components. */
export class Schemas {
  /** By name, in the order in which they were first needed. */
  readonly components: Record<string, Schema> = {};

  constructor(private readonly comments: Comments) {}

  /** A reference to a message's schema, or the schema itself where JSON writes the message as a plain value. */
  message(desc: DescMessage): Schema {
    return wellKnown[desc.typeName] ?? this.component(desc, () => this.object(desc, desc.fields, true));
  }

  /** A resource as a PATCH takes it: only what can be changed, nothing required, null to clear. */
  patch(desc: DescMessage): Schema {
    const fields = desc.fields.filter((field) => !behaves(field, 'outputOnly') && !behaves(field, 'immutable'));
    return this.keep(`${nameOf(desc)}Patch`, () => ({
      ...this.object(desc, fields, false),
      additionalProperties: false,
    }));
  }

  /**
   * Some fields of a request as a body of its own.
   * @param withReason whether the step is refused without a reason, which no rule of the request says: many steps share it.
   */
  part(desc: DescMessage, fields: readonly DescField[], withReason: boolean): Schema {
    return this.keep(`${withReason ? 'Reasoned' : ''}${nameOf(desc).replace(/Request$/, '')}Input`, () => ({
      ...this.object(desc, fields, true, withReason ? ['reason'] : []),
      additionalProperties: false,
    }));
  }

  /** The schema of one field: its type, its rules, its comment. */
  field(field: DescField): Schema {
    const type = this.typeOf(field);
    const personal = personalClassOf(field);
    const description = this.comments.get(`${field.parent.typeName}.${field.name}`);
    return {
      ...type,
      ...(description === undefined ? {} : { description }),
      ...exampleIn(type, description),
      ...(behaves(field, 'outputOnly') ? { readOnly: true } : {}),
      ...(behaves(field, 'immutable') ? { 'x-doorstep-immutable': true } : {}),
      ...(personal === undefined ? {} : { 'x-doorstep-sensitive': personal }),
    };
  }

  /** @param besides texts that must be said though no rule of the message says so. */
  private object(
    desc: DescMessage,
    fields: readonly DescField[],
    whole: boolean,
    besides: readonly string[] = [],
  ): Schema {
    const must = (field: DescField): boolean => mustSay(field) && !carriedByHeader(field);
    const required = [...(whole ? fields.filter(must).map(({ jsonName }) => jsonName) : []), ...besides];
    const plain = (field: DescField): Schema =>
      whole || rulesOf(field).required ? this.field(field) : nullable(this.field(field));
    const schema = (field: DescField): Schema =>
      besides.includes(field.jsonName) ? { ...plain(field), minLength: 1 } : plain(field);
    const description = [this.comments.get(desc.typeName) ?? '', ...sentencesOf(desc)].join('\n\n').trim();
    return {
      type: 'object',
      ...(description === '' ? {} : { description }),
      properties: Object.fromEntries(fields.map((field) => [field.jsonName, schema(field)])),
      ...(required.length === 0 ? {} : { required }),
    };
  }

  private typeOf(field: DescField): Schema {
    const rules = rulesOf(field);
    switch (field.fieldKind) {
      case 'scalar':
        return { ...scalars[field.scalar], ...constraintsOf(rules) };
      case 'enum':
        return this.enum(field.enum);
      case 'message':
        return this.message(field.message);
      case 'list': {
        const { items = {} } = rules.repeated ?? {};
        return {
          type: 'array',
          items: this.element(field, constraintsOf(items)),
          ...listConstraintsOf(rules),
        };
      }
      case 'map':
        return { type: 'object' };
    }
  }

  private element(field: DescField & { fieldKind: 'list' }, constraints: Schema): Schema {
    if (field.listKind === 'scalar') return { ...scalars[field.scalar], ...constraints };
    return field.listKind === 'enum' ? this.enum(field.enum) : this.message(field.message);
  }

  private enum(desc: DescEnum): Schema {
    return this.component(desc, () => {
      const said = (name: string): string => this.comments.get(`${desc.typeName}.${name}`) ?? '';
      const lines = desc.values.map(({ name }) => `- \`${name}\`: ${said(name)}`);
      return {
        type: 'string',
        description: [this.comments.get(desc.typeName) ?? '', lines.join('\n')].join('\n\n').trim(),
        enum: desc.values.map(({ name }) => name),
      };
    });
  }

  private readonly owners = new Map<string, string>();

  private component(desc: DescMessage | DescEnum, make: () => Schema): Schema {
    const name = nameOf(desc);
    const owner = this.owners.get(name) ?? desc.typeName;
    if (owner !== desc.typeName) throw new Error(`${owner} and ${desc.typeName} would share the schema ${name}`);
    this.owners.set(name, owner);
    return this.keep(name, make);
  }

  private keep(name: string, make: () => Schema): Schema {
    if (!(name in this.components)) {
      this.components[name] = {}; // holds the place, for messages that contain themselves
      this.components[name] = make();
    }
    return { $ref: `#/components/schemas/${name}` };
  }
}

/** What a header may say as well, or what the gateway says itself, no body must. */
const carriedByHeader = ({ name, parent }: DescField): boolean =>
  ['etag', 'request_id'].includes(name) && parent.name.endsWith('Request');

/**
 * `doorstep.matching.v1.Need.State` → `Need.State`; `ListNeedsResponse` → `NeedsPage`: generators of clients call what
 * wraps an operation's answer `ListNeedsResponse` themselves, and what wraps its body `MergeNeedRequestBody`.
 */
const nameOf = ({ typeName, file }: DescMessage | DescEnum): string =>
  typeName
    .slice(file.proto.package.length + 1)
    .replace(/^List(\w+)Response$/, '$1Page')
    .replace(/Response$/, 'Answer');

const nullable = (schema: Schema): Schema =>
  typeof schema['type'] === 'string' ? { ...schema, type: [schema['type'], 'null'] } : schema;

/** The first example that a comment gives, "as `elder-care`", where it fits the schema. */
function exampleIn({ type, pattern }: Schema, comment = ''): Schema {
  const example = /\b(?:as|,) `([^`]+)`/.exec(comment)?.[1];
  if (example === undefined || type !== 'string' || typeof pattern !== 'string') return {};
  return new RegExp(pattern, 'u').test(example) ? { examples: [example] } : {};
}
