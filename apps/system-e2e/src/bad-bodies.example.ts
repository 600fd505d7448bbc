import type { Sent } from '@doorstep/testing/http';
import { needDraft, resourceDraft } from './county.js';

/** One bad request. Placeholders: `{need}` a draft of the filer, `{etag}` its version, `{listed}` a need on the list, `{station}`, `{token}` of a page. */
export interface Bad {
  readonly what: string;
  readonly line: string;
  readonly sent?: Sent;
  /** Who sends it; the filer of the draft where nothing is said. */
  readonly by?: string;
  /** Status and reason. */
  readonly want: string;
  /** Field and rule of each violation, `need.quantity type.int32`. */
  readonly names?: readonly string[];
}

/** Files something. */
export const post = (body: NonNullable<Sent['body']>, headers = {}): Pick<Bad, 'line' | 'sent'> => ({
  line: 'POST /v1/needs',
  sent: { body, headers },
});
/** A need that would be filed. */
export const draft = needDraft({ station: '{station}' });
const text = JSON.stringify(draft);
const many = (make: (at: number) => string): string[] => Array.from({ length: 10_000 }, (_, at) => make(at));

/** The rules of the contract, whoever notices that they are broken. */
export const invalid = '400 INVALID';
/** A field of a need that is not as the contract has it. */
const field = (name: string, value: unknown, rule: string): Bad => ({
  what: `${name} = ${JSON.stringify(value).slice(0, 40)}`,
  ...post({ ...draft, [name]: value }),
  want: invalid,
  names: [`need.${name} ${rule}`],
});

export const fields: readonly Bad[] = [
  field('bogus', 1, 'field.unknown'),
  field('quantity', '许多', 'type.int32'),
  field('quantity', 1.5, 'type.int32'),
  field('quantity', 9_007_199_254_740_993, 'type.int32'),
  field('title', 5, 'type.string'),
  field('title', '\ud800', 'type.string'),
  field('title', ['a'], 'type.string'),
  field('openUntil', 'tomorrow', 'type.timestamp'),
  field('openUntil', '2099-02-30T00:00:00Z', 'type.timestamp'),
  field('channel', 'CHANNEL_PIGEON', 'type.enum'),
  field('channel', 99, 'type.enum'),
  field('channel', 'CHANNEL_UNSPECIFIED', 'required'),
  field('quantity', 0, 'int32.gte_lte'),
  field('quantity', 1_001, 'int32.gte_lte'),
  field('title', '', 'string.min_len'),
  field('title', '长'.repeat(61), 'string.max_len'),
  field('statement', '长'.repeat(2_001), 'string.max_len'),
  field('category', 'Elder Care', 'string.category'),
  field('division', '12', 'string.division'),
  field('station', 'nowhere', 'string.pattern'),
  field('contactPhone', '12345', 'string.phone'),
  {
    what: 'a field in both spellings',
    ...post({ ...draft, open_until: '2099-01-01T00:00:00Z' }),
    want: invalid,
    names: ['need.open_until field.twice'],
  },
  {
    what: 'a required field left out',
    ...post({ ...draft, openUntil: null }),
    want: invalid,
    names: ['need.openUntil required'],
  },
  {
    what: 'a window upside down',
    ...post({ ...draft, openFrom: '2100-01-01T00:00:00Z' }),
    want: invalid,
    names: ['need need.window'],
  },
  {
    what: 'an effective time to come',
    line: 'POST /v1/needs?effectiveTime=2099-01-01T00:00:00Z',
    sent: { body: draft },
    want: '400 EFFECTIVE_IN_FUTURE',
  },
];

export const bodies: readonly Bad[] = [
  { what: 'no body', line: 'POST /v1/needs', want: invalid, names: ['need required'] },
  { what: 'a list', ...post('[]'), want: invalid, names: ['need type.object'] },
  { what: 'a word', ...post('need'), want: '400 JSON_MALFORMED' },
  { what: 'half a body', ...post(text.slice(0, -5)), want: '400 JSON_MALFORMED' },
  { what: 'a key given twice', ...post(text.replace('{', '{"title":"其他",')), want: '400 JSON_DUPLICATE_KEY' },
  {
    what: 'broken UTF-8',
    ...post(new Uint8Array([...Buffer.from('{"title":"'), 0xc3, 0x28, ...Buffer.from('"}')])),
    want: '400 UTF8_BROKEN',
  },
  {
    what: 'deep nesting',
    ...post(`{"title":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
    want: '400 JSON_TOO_DEEP',
  },
  { what: 'more than 1 MiB', ...post(`{"title":"${'a'.repeat(1_100_000)}"}`), want: '413 BODY_TOO_LARGE' },
  {
    what: '10,000 unknown fields',
    ...post(Object.fromEntries(many((at) => `f${String(at)}`).map((name) => [name, 1]))),
    want: invalid,
    names: Array.from({ length: 20 }, (_, at) => `need.f${String(at)} field.unknown`),
  },
  {
    what: '10,000 elements',
    line: 'POST /v1/resources',
    by: 'county-hospital',
    sent: { body: resourceDraft({ categories: many((at) => `c${String(at)}`) }) },
    want: invalid,
    names: ['resource.categories repeated.max_items'],
  },
  {
    what: 'an element twice',
    line: 'POST /v1/resources',
    by: 'county-hospital',
    sent: { body: resourceDraft({ categories: ['health', 'health'] }) },
    want: invalid,
    names: ['resource.categories repeated.unique'],
  },
  {
    what: 'an element of another type',
    line: 'POST /v1/resources',
    by: 'county-hospital',
    sent: { body: resourceDraft({ categories: ['health', 5] }) },
    want: invalid,
    names: ['resource.categories[1] type.string'],
  },
];

export const door: readonly Bad[] = [
  { what: 'a route that there is not', line: 'GET /v1/wishes', want: '404 ROUTE_UNKNOWN' },
  { what: 'a verb that there is not', line: 'POST /v1/{need}:bless', sent: { body: {} }, want: '404 ROUTE_UNKNOWN' },
  {
    what: 'a method that the route does not take',
    line: 'PUT /v1/{need}',
    sent: { body: draft },
    want: '405 METHOD_NOT_ALLOWED',
  },
  { what: 'DELETE of a list', line: 'DELETE /v1/needs', want: '405 METHOD_NOT_ALLOWED' },
  { what: 'a body of plain text', ...post(text, { 'content-type': 'text/plain' }), want: '415 MEDIA_TYPE_UNSUPPORTED' },
  {
    what: 'a body in Latin-1',
    ...post(text, { 'content-type': 'application/json; charset=latin1' }),
    want: '415 MEDIA_TYPE_UNSUPPORTED',
  },
  {
    what: 'a compressed body',
    ...post(text, { 'content-encoding': 'gzip' }),
    want: '415 MEDIA_TYPE_UNSUPPORTED',
  },
  {
    what: 'an answer wanted as HTML',
    line: 'GET /v1/{need}',
    sent: { headers: { accept: 'text/html' } },
    want: '406 NOT_ACCEPTABLE',
  },
  {
    what: 'a body where none is taken',
    line: 'DELETE /v1/{need}',
    sent: { body: {}, headers: { 'if-match': '{etag}' } },
    want: '400 BODY_UNEXPECTED',
  },
  {
    what: 'a purpose that is no code',
    line: 'GET /v1/{need}',
    sent: { headers: { 'x-purpose': 'Because I want to' } },
    want: '400 HEADER_MALFORMED',
  },
];
