import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { breaksOf } from './compare.ts';
import { putIn } from './document.ts';
import { documentFile, releasedFile } from './write.ts';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, documentFile), 'utf8');

type Content = Readonly<Record<string, { readonly schema: object; readonly example?: object }>>;
interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly 'x-doorstep-roles': string[];
  readonly parameters: Record<string, unknown>[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content; readonly headers?: object }>>;
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly schemas: Record<
      string,
      {
        properties: Record<string, Record<string, unknown>>;
        required?: string[];
      }
    >;
  };
}
const document = JSON.parse(text) as Document;
const released = JSON.parse(readFileSync(join(root, releasedFile), 'utf8')) as Document;

const lint = async (source: string): Promise<string[]> => {
  const problems = await lintFromString({
    source,
    config: await createConfig({ extends: ['recommended'] }),
  });
  return problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`);
};

describe('the OpenAPI document', () => {
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));

  it('pleases a stock linter, which does find faults', async () => {
    expect(await lint(text)).toEqual([]);
    expect(
      await lint(text.replaceAll('"needs/{need}"', '"x"').replace('"/v1/needs/{need}"', '"/v1/needs/{other}"')),
    ).not.toEqual([]);
  });

  it('explains every operation and says who may call it', () => {
    expect(operations.filter(({ description }) => description === '')).toEqual([]);
    expect(operations.filter((one) => one['x-doorstep-roles'].length === 0)).toEqual([]);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  });

  it('carries the rules of the fields', () => {
    expect(document.components.schemas['Need']?.properties).toMatchObject({
      quantity: { type: 'integer', minimum: 1, maximum: 1000 },
      title: { minLength: 2, maxLength: 60 },
      category: {
        pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
        maxLength: 40,
        examples: ['elder-care'],
      },
      state: { $ref: '#/components/schemas/Need.State', readOnly: true },
      contactPhone: { 'x-doorstep-sensitive': 'PHONE' },
      openUntil: { format: 'date-time' },
    });
  });

  it('says one type of answer and of body for each operation, and of files that they are bytes', () => {
    const types = operations.flatMap(({ operationId, responses, requestBody }) => {
      const [success = {}] = Object.entries(responses).flatMap(([status, one]) => (status < '300' ? [one] : []));
      const schemas = (content: Content = {}) =>
        new Set(Object.values(content).map(({ schema }) => JSON.stringify(schema)));
      return schemas(success.content).size > 1 || schemas(requestBody?.content).size > 1 ? [operationId] : [];
    });
    expect(types).toEqual([]);
    const file = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
    const named = (id: string) => operations.find(({ operationId }) => operationId === id);
    expect(named('uploadEvidence')?.requestBody?.content).toMatchObject(file);
    expect(named('downloadEvidence')?.responses['200']?.content).toMatchObject(file);
    expect(named('listNeeds')).toMatchObject({ 'x-doorstep-sheets': expect.arrayContaining(['text/csv']) });
  });

  it('names no schema as generators name what they make of operations', () => {
    const plain = (name: string): string => name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase();
    const schemas = Object.keys(document.components.schemas).map(plain);
    expect(new Set(schemas).size).toBe(schemas.length);
    const wrappers = [
      '',
      'Response',
      'Responses',
      'Request',
      'RequestBody',
      'Body',
      'Data',
      'Error',
      'Errors',
      'Params',
    ];
    const taken = new Set(
      operations.flatMap(({ operationId }) =>
        [...wrappers, 'JSONBody', 'JSONRequestBody'].map((wrapper) => plain(operationId + wrapper)),
      ),
    );
    expect(schemas.filter((name) => taken.has(name))).toEqual([]);
  });

  /** What the gateway may give to any request, whatever its route. */
  const everywhere = [
    ...['400', '401', '403', '405', '406', '408', '417', '429', '431', '499', '500', '501', '503', '504', '505'],
  ];

  it('declares every status that the gateway gives and every header that it always sends', () => {
    for (const { operationId, responses } of operations) {
      const without = everywhere.filter((status) => responses[status] === undefined);
      expect([operationId, ...without]).toEqual([operationId]);
      const success = Object.entries(responses).find(([status]) => status < '300')?.[1];
      expect(Object.keys(success?.headers ?? {})).toEqual(expect.arrayContaining(['RateLimit', 'RateLimit-Policy']));
    }
  });

  it('takes nothing away from the released one', () => {
    expect(breaksOf({ ...released }, { ...document })).toEqual([]);
  });
});

it('two RPCs on one route are refused by their names', () => {
  const paths = {};
  putIn(paths, '/v1/needs', 'get', { operationId: 'listNeeds' });
  putIn(paths, '/v1/needs', 'post', { operationId: 'createNeed' });
  expect(() => putIn(paths, '/v1/needs', 'get', { operationId: 'findNeeds' })).toThrow(
    'findNeeds and listNeeds have one route: get /v1/needs',
  );
  expect(paths).toMatchObject({ '/v1/needs': { get: { operationId: 'listNeeds' } } });
});

describe('the comparison with the released document', () => {
  const changed = (change: (copy: Document) => void): string[] => {
    const copy = structuredClone(document);
    change(copy);
    return breaksOf({ ...document }, { ...copy });
  };
  const property = (copy: Document, name: string): Record<string, unknown> =>
    copy.components.schemas['Need']?.properties[name] ?? {};
  const operation = (copy: Document): Operation => copy.paths['/v1/needs']?.['get'] ?? raise();

  it.each<[string, (copy: Document) => void, string]>([
    ['a removed route', (copy) => delete copy.paths['/v1/needs'], 'GET /v1/needs: is removed'],
    [
      'a removed method',
      (copy) => delete copy.paths['/v1/needs/{need}']?.['patch'],
      'PATCH /v1/needs/{need}: is removed',
    ],
    ['a removed role', (copy) => operation(copy)['x-doorstep-roles'].shift(), 'GET /v1/needs: role auditor is gone'],
    [
      'a removed parameter',
      (copy) => operation(copy).parameters.shift(),
      'GET /v1/needs: parameter query pageSize is gone',
    ],
    [
      'a new demand',
      (copy) =>
        operation(copy).parameters.push({
          name: 'x',
          in: 'query',
          required: true,
        }),
      'GET /v1/needs: parameter query x is newly required',
    ],
    [
      'a removed property',
      (copy) => delete copy.components.schemas['Need']?.properties['title'],
      'Need: property title is gone',
    ],
    [
      'a new required field',
      (copy) => copy.components.schemas['Need']?.required?.push('place'),
      'Need: optional property place is gone',
    ],
    ['a shorter text', (copy) => (property(copy, 'title')['maxLength'] = 50), 'Need.title: maxLength was 60 and is 50'],
    [
      'a longer least text',
      (copy) => (property(copy, 'title')['minLength'] = 3),
      'Need.title: minLength was 2 and is 3',
    ],
    ['a new bound', (copy) => (property(copy, 'name')['maxLength'] = 5), 'Need.name: maxLength was absent and is 5'],
    ['another pattern', (copy) => (property(copy, 'category')['pattern'] = '^a$'), 'Need.category: pattern was'],
    [
      'another type',
      (copy) => (property(copy, 'quantity')['type'] = 'string'),
      'Need.quantity: type was "integer" and is "string"',
    ],
  ])('finds %s', (_, change, found) => {
    expect(changed(change)).toContainEqual(expect.stringContaining(found));
  });

  it.each<[string, (copy: Document) => void]>([
    ['nothing', () => undefined],
    ['a new route', (copy) => (copy.paths['/v1/more'] = { get: operation(copy) })],
    [
      'a new optional field',
      (copy) =>
        Object.assign(copy.components.schemas['Need']?.properties ?? {}, {
          more: { type: 'string' },
        }),
    ],
    ['a longer text', (copy) => (property(copy, 'title')['maxLength'] = 80)],
    ['a rule that is gone', (copy) => delete property(copy, 'category')['pattern']],
  ])('lets %s pass', (_, change) => {
    expect(changed(change)).toEqual([]);
  });
});

function raise(): never {
  throw new Error('the document has no such operation');
}
