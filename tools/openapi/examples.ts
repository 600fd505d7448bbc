import { fromJson, toJson, type DescField, type DescMessage, type JsonObject } from '@bufbuild/protobuf';
import { registry } from '@doorstep/access';
import { behaves } from '../../apps/gateway/src/contract/options.ts';
import type { Route } from '../../apps/gateway/src/contract/routes.ts';
import type { Schema } from './schema/json-schema.ts';
import type { Schemas } from './schema/schema.ts';

/** What the body of an operation says, by its id: `createNeed`. Taken from the examples by which nouns are tested. */
export type Examples = Readonly<Record<string, object>>;

/** What a client may send as the body of a route, as ProtoJSON; undefined where nobody gives an example. */
export function exampleOf(route: Route, examples: Examples, schemas: Schemas): Schema | undefined {
  const { body, effect, method, variables } = route;
  const said = examples[method.localName] ?? told(method.input, schemas);
  if (said === undefined || body === '' || method.methodKind !== 'unary') return undefined;
  if (body !== '*')
    return body.message && written(body.message, said, (field) => effect !== 'update' || !behaves(field, 'immutable'));
  const bound = new Set(variables.map(({ field }) => field));
  return written(method.input, said, ({ name }) => !bound.has(name));
}

/** The fields that a client may write, as ProtoJSON writes them. Throws where the example is no such message. */
function written(desc: DescMessage, said: object, open: (field: DescField) => boolean): Schema {
  const names = new Set(
    desc.fields.filter((field) => open(field) && !behaves(field, 'outputOnly')).map(({ jsonName }) => jsonName),
  );
  const named = Object.entries(said).filter(([name, value]) => names.has(name) && value !== undefined);
  const message = fromJson(desc, JSON.parse(JSON.stringify(Object.fromEntries(named))) as JsonObject, { registry });
  const json = toJson(desc, message, { registry }) as JsonObject;
  return Object.fromEntries(Object.entries(json).filter(([name]) => name !== 'name' && name !== 'etag'));
}

/** What the comments of a message's fields give as examples: for operations of no noun. Undefined where they give none. */
function told(desc: DescMessage, schemas: Schemas): object | undefined {
  const found = desc.fields.flatMap((field) => {
    const { examples } = schemas.field(field);
    return Array.isArray(examples) && field.message === undefined
      ? [[field.jsonName, (examples as unknown[])[0]] as const]
      : [];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
