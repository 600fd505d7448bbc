import { readFileSync } from 'node:fs';
import fc from 'fast-check';

/** A request as it goes over the wire. */
export interface Wild {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  /** Who asks: a place in the list of callers. */
  readonly caller: number;
}

/** What is read of a schema. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}
interface Parameter {
  readonly name?: string;
  readonly in?: string;
  readonly schema?: Schema;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const file = new URL('../../../docs/openapi/doorstep.json', import.meta.url);
const document = JSON.parse(readFileSync(file, 'utf8')) as Document;

const odd = fc.constantFrom(
  ...['', ' ', '0x10', '1e400', '-1', '9007199254740993', 'NaN', 'null', '\u0000', '\u001b[2J', '\u3000', '\u200b'],
  ...[
    '__proto__',
    'constructor',
    'a,b',
    '*',
    '$where',
    '{"$gt":""}',
    '../..',
    'needs/',
    '；',
    '"',
    '\\',
    '\ud83d',
    '助餐',
  ],
  ...['2026-02-31', '9999-12-31T23:59:59Z', '0000-00-00', '+08:00', 'x'.repeat(5_000)],
);
const junk: fc.Arbitrary<fc.JsonValue> = fc.oneof(odd, fc.jsonValue({ maxDepth: 3 }));

/** A value that a schema describes, as far as it matters; one time in eight something else. */
function valueOf(schema: Schema | undefined, depth = 0): fc.Arbitrary<fc.JsonValue> {
  const named = /([^/]+)$/.exec(schema?.$ref ?? '')?.[1];
  const told = named === undefined ? schema : document.components.schemas[named];
  return fc.oneof({ weight: 7, arbitrary: plainOf(told ?? {}, depth) }, { weight: 1, arbitrary: junk });
}

function plainOf({ type, enum: names, format, items, properties }: Schema, depth: number): fc.Arbitrary<fc.JsonValue> {
  if (names !== undefined) return fc.constantFrom(...names);
  if (properties !== undefined) {
    if (depth > 3) return fc.constant({});
    const fields = Object.entries(properties).map(([name, field]) => [name, valueOf(field, depth + 1)] as const);
    return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
  }
  const kind = typeof type === 'string' ? type : type?.[0];
  if (kind === 'array') return fc.array(valueOf(items, depth + 1), { maxLength: 3 });
  if (kind === 'integer' || kind === 'number') return fc.oneof(fc.integer(), fc.double());
  if (kind === 'boolean') return fc.boolean();
  if (format === 'date-time') return fc.constantFrom('2025-03-04T08:00:00Z', '2099-01-01T00:00:00+08:00');
  return fc.constantFrom(
    'needs/n1',
    'stations/s1',
    '990930100001',
    '990930',
    'elder-care',
    '2025-03-04',
    '助餐服务',
    'u1',
    'a',
  );
}

const asText = (value: fc.JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

const segment = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('n1', '-', '990930', crypto.randomUUID(), 'needs_collected') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '..', '%2e%2e', '%2F', '%00', '%zz', '%E4%B8', 'N 1', ':verify', 'x'.repeat(500)),
  },
);
const pathOf = (template: string): fc.Arbitrary<string> =>
  fc.array(segment, { minLength: 4, maxLength: 4 }).map((segments) => {
    let at = 0;
    return template.replace(/\{[^}]*\}/g, () => segments[at++ % 4] ?? '');
  });

function queryOf(parameters: readonly Parameter[]): fc.Arbitrary<string> {
  const known = parameters.filter((parameter) => parameter.in === 'query');
  const pairs = known.map(({ name = '', schema }) => valueOf(schema).map((value) => [name, asText(value)] as const));
  const stray = fc.tuple(odd, odd);
  const one =
    pairs.length === 0
      ? stray
      : fc.oneof({ weight: 5, arbitrary: fc.oneof(...pairs) }, { weight: 1, arbitrary: stray });
  const encoded = fc
    .array(one, { maxLength: 4 })
    .map((all) =>
      all
        .map(
          ([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`,
        )
        .join('&'),
    );
  const wild = fc.constantFrom(
    '&&==',
    '%zz=%',
    'a?b?c',
    'pageSize=1&pageSize=2',
    'filter=%22',
    `filter=${'('.repeat(900)}`,
  );
  return fc.oneof({ weight: 5, arbitrary: encoded }, { weight: 1, arbitrary: wild });
}

const headerNames = [
  ...[
    'accept',
    'accept-encoding',
    'accept-language',
    'content-encoding',
    'content-disposition',
    'content-digest',
    'expect',
  ],
  ...['forwarded', 'idempotency-key', 'if-match', 'if-none-match', 'origin', 'traceparent', 'x-forwarded-for'],
  ...['x-on-behalf-of', 'x-purpose', 'x-reason', 'cookie', 'range', 'te', 'upgrade', 'authorization'],
  ...['grpc-timeout', 'grpc-encoding', 'grpc-status', 'grpc-trace-bin', 'baggage', 'tracestate', 'keep-alive'],
] as const;
const headerValue = fc.oneof(
  fc.constantFrom(
    '"1"',
    'W/"3", "4"',
    '*',
    '*/*',
    'text/csv',
    'application/json;charset=utf-8',
    'gzip;q=0.5, zstd',
    '1H',
    '1n',
  ),
  fc.constantFrom(
    'call-back',
    'u1',
    '%E5%B1',
    '',
    '\u00e5\u00b1\u0085',
    'bytes=0-1',
    '00-0-0-0',
    'sha-256=:x:',
    '100-continue',
  ),
  fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)), maxLength: 60 }),
);
const headersOf = fc.array(fc.tuple(fc.constantFrom(...headerNames), headerValue), { maxLength: 4 });

const types = [
  'application/json',
  'application/merge-patch+json',
  'text/plain',
  'image/png',
  'application/json;charset=gbk',
  '{',
];

function bodyOf({ requestBody }: Operation): fc.Arbitrary<readonly [string, string]> {
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
  const good = valueOf(schema).map((value) => JSON.stringify(value));
  const cut = fc.tuple(good, fc.nat(50)).map(([text, at]) => text.slice(0, -at));
  const wild = fc.constantFrom(
    '',
    '{',
    '[]',
    '['.repeat(3_000),
    '{"a":1,"a":2}',
    '{"__proto__":{}}',
    '"\\ud800"',
    '\u0000\u00ff',
  );
  const text = fc.oneof({ weight: 8, arbitrary: good }, { weight: 1, arbitrary: cut }, { weight: 1, arbitrary: wild });
  const type = fc.oneof(
    { weight: 8, arbitrary: fc.constant('application/json') },
    { weight: 1, arbitrary: fc.constantFrom(...types) },
  );
  const none = fc.constant(['', ''] as const);
  return schema === undefined ? fc.oneof({ weight: 5, arbitrary: none }, fc.tuple(type, text)) : fc.tuple(type, text);
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

/** Requests that the description of the API leads to, with everything in them that it does not. @param callers how many there are. */
export const wildRequests = (callers: number): fc.Arbitrary<Wild> =>
  fc.constantFrom(...operations).chain(({ path, method, operation }) => {
    const parts = {
      method: fc.oneof(
        { weight: 12, arbitrary: fc.constant(method) },
        { weight: 1, arbitrary: fc.constantFrom('HEAD', 'OPTIONS', 'PUT', 'TRACE') },
      ),
      path: pathOf(path),
      query: queryOf(operation.parameters ?? []),
      headers: headersOf,
      body: bodyOf(operation),
      caller: fc.nat(callers - 1),
    };
    return fc.record(parts).map(({ path: to, query, headers, body: [type, body], ...rest }) => ({
      ...rest,
      body,
      target: query === '' ? to : `${to}?${query}`,
      headers: body === '' ? headers : [...headers, ['content-type', type] as const],
    }));
  });
