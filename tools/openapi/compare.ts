/** Any node of an OpenAPI document; `undefined` where it is absent. */
type Node = { readonly [key: string]: unknown } | undefined;

const at = (node: Node, key: string): Node => node?.[key] as Node;
const entries = (node: Node): [string, Node][] => Object.entries(node ?? {}) as [string, Node][];
const strings = (node: Node, key: string): string[] => (node?.[key] as string[] | undefined) ?? [];

/**
 * What a client of the released document would trip over in the new one: a removed route, role, parameter, property,
 * media type or status; a new or narrowed rule; something newly required. Empty where it may be released.
 * Source: AIP-180, and what `buf breaking` does not see.
 */
export function breaksOf(released: Node, next: Node): string[] {
  const routes = entries(at(released, 'paths')).flatMap(([path, item]) =>
    entries(item).flatMap(([verb, operation]) => {
      const place = `${verb.toUpperCase()} ${path}`;
      const now = at(at(at(next, 'paths'), path), verb);
      return now === undefined ? [`${place}: is removed`] : operationBreaks(place, operation, now, [released, next]);
    }),
  );
  const schemas = (document: Node): Node => at(at(document, 'components'), 'schemas');
  const named = entries(schemas(released)).flatMap(([name, schema]) => {
    const now = at(schemas(next), name);
    return now === undefined ? [] : schemaBreaks(name, schema, now); // who still refers to it has changed its type
  });
  return [...routes, ...named];
}

function operationBreaks(place: string, was: Node, now: Node, documents: readonly [Node, Node]): string[] {
  return [
    ...gone(place, 'role', strings(was, 'x-doorstep-roles'), strings(now, 'x-doorstep-roles')),
    ...gone(place, 'status', successes(was), successes(now)),
    ...parameterBreaks(place, parametersOf(was, documents[0]), parametersOf(now, documents[1])),
    ...bodyBreaks(`${place}: body`, at(was, 'requestBody'), at(now, 'requestBody')),
    ...successes(was).flatMap((status) =>
      mediaBreaks(`${place}: ${status}`, at(at(was, 'responses'), status), at(at(now, 'responses'), status)),
    ),
  ];
}

const successes = (operation: Node): string[] =>
  entries(at(operation, 'responses'))
    .map(([status]) => status)
    .filter((status) => /^[23]/.test(status));

function parametersOf(operation: Node, document: Node): Map<string, Node> {
  const given = (operation?.['parameters'] as Node[] | undefined) ?? [];
  const resolved = given.map((one) =>
    typeof one?.['$ref'] === 'string'
      ? at(at(at(document, 'components'), 'parameters'), one['$ref'].split('/').at(-1) ?? '')
      : one,
  );
  return new Map(resolved.map((one) => [`${String(one?.['in'])} ${String(one?.['name'])}`, one]));
}

function parameterBreaks(place: string, was: ReadonlyMap<string, Node>, now: ReadonlyMap<string, Node>): string[] {
  const demanded = [...now].filter(([name, one]) => one?.['required'] === true && was.get(name)?.['required'] !== true);
  return [
    ...gone(place, 'parameter', [...was.keys()], [...now.keys()]),
    ...demanded.map(([name]) => `${place}: parameter ${name} is newly required`),
    ...[...was].flatMap(([name, one]) =>
      schemaBreaks(`${place}: ${name}`, at(one, 'schema'), at(now.get(name), 'schema')),
    ),
  ];
}

function bodyBreaks(place: string, was: Node, now: Node): string[] {
  const demanded = now?.['required'] === true && was?.['required'] !== true ? [`${place} is newly required`] : [];
  return [...demanded, ...mediaBreaks(place, was, now)];
}

function mediaBreaks(place: string, was: Node, now: Node): string[] {
  const before = at(was, 'content');
  const after = at(now, 'content');
  return [
    ...gone(place, 'media type', Object.keys(before ?? {}), Object.keys(after ?? {})),
    ...entries(before).flatMap(([type, one]) =>
      schemaBreaks(`${place} ${type}`, at(one, 'schema'), at(at(after, type), 'schema')),
    ),
  ];
}

/** Keywords by which a smaller or a larger number narrows. */
const shrinking = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems'];
const growing = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems'];
/** Keywords of which any change, and any new one, narrows. */
const fixed = ['type', 'format', 'pattern', '$ref', 'readOnly', 'uniqueItems', 'x-doorstep-immutable'];

function schemaBreaks(place: string, was: Node, now: Node): string[] {
  if (was === undefined || now === undefined) return [];
  const number = (node: Node, key: string, otherwise: number): number => Number(node?.[key] ?? otherwise);
  const narrower = [
    ...shrinking.filter((key) => number(now, key, Infinity) < number(was, key, Infinity)),
    ...growing.filter((key) => number(now, key, -Infinity) > number(was, key, -Infinity)),
    ...fixed.filter((key) => now[key] !== undefined && JSON.stringify(now[key]) !== JSON.stringify(was[key])),
  ];
  const properties = at(was, 'properties');
  return [
    ...narrower.map((key) => `${place}: ${key} was ${said(was[key])} and is ${said(now[key])}`),
    ...gone(place, 'value', strings(was, 'enum'), strings(now, 'enum')),
    ...gone(place, 'property', Object.keys(properties ?? {}), Object.keys(at(now, 'properties') ?? {})),
    ...gone(place, 'optional property', strings(now, 'required'), strings(was, 'required')),
    ...entries(properties).flatMap(([name, one]) =>
      schemaBreaks(`${place}.${name}`, one, at(at(now, 'properties'), name)),
    ),
    ...schemaBreaks(`${place}[]`, at(was, 'items'), at(now, 'items')),
  ];
}

const said = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value));

const gone = (place: string, what: string, was: readonly string[], now: readonly string[]): string[] =>
  was.filter((one) => !now.includes(one)).map((one) => `${place}: ${what} ${one} is gone`);
