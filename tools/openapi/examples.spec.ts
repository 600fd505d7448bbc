import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromJson, type DescField, type DescMessage, type JsonObject } from '@bufbuild/protobuf';
import { createValidator } from '@bufbuild/protovalidate';
import { describe, expect, it } from '@jest/globals';
import { registry } from '@doorstep/access';
import { routesOf, type Route } from '../../apps/gateway/src/contract/routes.ts';
import { documentFile } from './write.ts';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly required?: readonly string[] }>> };
}
interface Operation {
  readonly operationId: string;
  readonly 'x-doorstep-reasons': readonly string[];
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { readonly schema: { readonly $ref?: string }; readonly example?: JsonObject }>
    >;
  };
}
const document = JSON.parse(readFileSync(join(import.meta.dirname, '../..', documentFile), 'utf8')) as Document;
const operations = new Map(
  Object.values(document.paths).flatMap((path) => Object.values(path).map((one) => [one.operationId, one] as const)),
);
const validator = createValidator({ registry });

/** A route that creates or takes a step, its example and what its schema requires. */
const cases = routesOf(registry).flatMap((route) => {
  const operation = operations.get(route.method.localName);
  const [body] = Object.values(operation?.requestBody?.content ?? {});
  const name = body?.schema.$ref?.split('/').at(-1) ?? '';
  if (operation === undefined || body?.example === undefined || route.effect === 'update') return [];
  const required = document.components.schemas[name]?.required ?? [];
  return [{ id: route.method.localName, route, example: body.example, required, operation }];
});

/** The message that holds a body's fields: the record of a create, else the request. */
const heldBy = ({ method, body }: Route): DescMessage =>
  (typeof body === 'string' ? method.input : body.message) ?? method.input;

/** The rules that a body breaks, by the field at its top. What the path says of a request is said here. */
function broken(route: Route, json: JsonObject): string[] {
  const desc = heldBy(route);
  const message = fromJson(desc, json, { registry });
  const bound = route.variables.map(({ field }) => field);
  const { violations = [] } = validator.validate(desc, message);
  return violations.flatMap(({ field: [first] }) => {
    if (first?.kind !== 'field') return ['whole'];
    return bound.includes(first.name) ? [] : [first.jsonName];
  });
}

describe('the examples of the document', () => {
  it('stand at every operation with a JSON body', () => {
    const lacking = [...operations.values()].filter(({ requestBody }) =>
      Object.entries(requestBody?.content ?? {}).some(
        ([type, { example }]) => type.endsWith('json') && example === undefined,
      ),
    );
    expect(lacking.map(({ operationId }) => operationId)).toEqual([]);
  });

  it.each(cases)('$id: is what the services take', ({ route, example }) => {
    expect(broken(route, example)).toEqual([]);
  });

  it.each(cases)('$id: requires what the services require, no more', ({ route, example, required, operation }) => {
    const desc = heldBy(route);
    const open = desc.fields.filter(({ jsonName }) => jsonName in example || required.includes(jsonName));
    const refused = (field: DescField): boolean => {
      const rest = Object.entries(example).filter(([name]) => name !== field.jsonName);
      return broken(route, Object.fromEntries(rest)).includes(field.jsonName);
    };
    const byRule = operation['x-doorstep-reasons'].includes('REASON_REQUIRED') ? ['reason'] : [];
    const wanted = [...open.filter(refused).map(({ jsonName }) => jsonName), ...byRule];
    expect(new Set(required)).toEqual(new Set(wanted));
  });
});
