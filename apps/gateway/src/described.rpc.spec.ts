import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ListNeedsResponse } from '@doorstep/contracts/matching/v1/need.js';
import { aGateway, need, type Sent } from './gateway.example.js';
import { asked, shown } from './http/cors.js';

interface Reference {
  readonly $ref: string;
}
interface Described {
  readonly headers?: Readonly<Record<string, object>>;
}
interface Operation {
  readonly parameters: readonly (Reference | { readonly name: string })[];
  readonly responses: Readonly<Record<string, Reference | Described>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly parameters: Readonly<Record<string, { readonly name: string }>>;
    readonly responses: Readonly<Record<string, Described>>;
  };
}
const { paths, components } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../docs/openapi/doorstep.json'), 'utf8'),
) as Document;

const lastOf = ({ $ref }: Reference): string => $ref.split('/').at(-1) ?? '';
const isReference = (one: object): one is Reference => '$ref' in one;

/** Names of headers that an operation says of a status. */
function headersOf(path: string, method: string, status: number): string[] {
  const said = paths[path]?.[method]?.responses[status] ?? {};
  const described = isReference(said) ? components.responses[lastOf(said)] : said;
  return Object.keys(described?.headers ?? {}).map((name) => name.toLowerCase());
}

/** What HTTP itself sends, and what an operation says by its media types; a client's library sees to them. */
const ofHttp = [
  ...['connection', 'keep-alive', 'date', 'transfer-encoding', 'content-length', 'content-encoding'],
  ...['content-type', 'x-content-type-options'],
];

const gateway = aGateway();

describe('the document', () => {
  const list = '/v1/needs';
  const one = '/v1/needs/{need}';
  it.each<[string, string, string, Sent]>([
    ['GET /v1/needs/n1', one, 'get', {}],
    ['GET /v1/needs/n1', one, 'get', { headers: { 'x-purpose': 'call-back' } }],
    ['GET /v1/needs/n1', one, 'get', { headers: { 'if-none-match': '"v3"' } }],
    ['GET /v1/needs/n1', one, 'get', { headers: { authorization: '' } }],
    ['GET /v1/needs/n1', one, 'get', { headers: { accept: 'text/html' } }],
    ['GET /v1/needs?pageSize=x', list, 'get', {}],
    ['GET /v1/needs', list, 'get', {}],
    ['GET /v1/needs', list, 'get', { headers: { accept: 'text/csv' } }],
    ['POST /v1/needs', list, 'post', { body: { title: '助餐' } }],
    ['POST /v1/needs', list, 'post', { body: 'x', headers: { 'content-type': 'text/plain' } }],
    ['PUT /v1/needs/n1', one, 'get', { body: {} }],
    ['DELETE /v1/needs/n1', one, 'delete', {}],
    ['DELETE /v1/needs/n1', one, 'delete', { headers: { 'if-match': '"v3"' } }],
    ['GET /v1/stations/s1', '/v1/stations/{station}', 'get', {}],
  ])('names every header of the answer to %s of %s', async (line, path, method, sent) => {
    gateway.backend.answer = (request: object) =>
      'pageToken' in request ? ListNeedsResponse.fromPartial({ needs: [need] }) : need;
    const { status, headers } = await gateway.ask(line, sent).responseType('blob');
    const known = headersOf(path, method, status);
    expect(known).not.toEqual([]);
    expect(Object.keys(headers).filter((name) => !ofHttp.includes(name) && !known.includes(name))).toEqual([]);
  });

  it('names every header that a page is let send, and is shown', () => {
    const named = Object.values(components.parameters).map(({ name }) => name.toLowerCase());
    // OpenAPI says these by security and media types, and heeds no parameter of their name.
    const otherwise = ['authorization', 'content-type'];
    expect(asked.split(', ').filter((name) => !otherwise.includes(name) && !named.includes(name))).toEqual([]);
    const answered = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { responses }]) =>
        Object.keys(responses).flatMap((status) => headersOf(path, method, Number(status))),
      ),
    );
    expect(shown.split(', ').filter((name) => !answered.includes(name))).toEqual([]);
  });

  it('says at each operation for whom, in which language and in which trace it is asked', () => {
    const everywhere = ['OnBehalfOf', 'AcceptLanguage', 'Traceparent'];
    const operations = Object.values(paths).flatMap((item) => Object.values(item));
    const lacking = operations.filter(({ parameters }) => {
      const names = parameters.filter(isReference).map(lastOf);
      return everywhere.some((name) => !names.includes(name));
    });
    expect(lacking).toEqual([]);
  });
});
