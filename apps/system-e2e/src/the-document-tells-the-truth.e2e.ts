import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from './client.js';
import { standardInForce } from './county.js';
import { nouns, Walking } from './walking.example.js';

interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: Json }>> };
}
const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../../docs/openapi/doorstep.json'), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};
const examples = new Map(
  Object.values(document.paths)
    .flatMap((path) => Object.values(path))
    .map(({ operationId, requestBody }) => [operationId, Object.values(requestBody?.content ?? {})[0]?.example]),
);

const walking = new Walking('140930113001');
const created = [...nouns.values()].filter(
  ({ type, example }) => examples.get(`create${type}`) !== undefined && !('create' in (example.never ?? {})),
);

/** Steps, updates among them, that some record admits. */
const steps = [...nouns.values()].flatMap((noun) =>
  Object.keys(noun.model.methods)
    .filter((verb) => verb !== 'create' && !(verb in (noun.example.never ?? {})))
    .map((verb) => ({ noun, verb, id: `${verb}${noun.type}` }))
    .filter(({ id }) => examples.get(id) !== undefined),
);

/** Names a record or a division that only the document knows, or an instant that fits its records alone. */
const elsewhere = (value: unknown): boolean =>
  /\w+\/[\w-]+|\b140930\d*\b|\b20\d\d-\d\d-\d\dT/.test(JSON.stringify(value));

/** Integrators begin by sending what the document shows. */
describe('the examples of the document', () => {
  beforeAll(standardInForce);

  it.each(created)('$type: is taken as it stands, once what it names is there', async (noun) => {
    const shown = examples.get(`create${noun.type}`) ?? {};
    const draft = await walking.draft(noun);
    const named = Object.entries(draft).filter(([field]) => field in shown && elsewhere(shown[field]));
    const { name } = await walking.file(noun, { ...shown, ...Object.fromEntries(named) });
    expect(name).toMatch(new RegExp(`^${noun.plural}/`));
  });

  it('speak of most steps', () => {
    expect(steps.length).toBeGreaterThan(100);
  });

  it.each(steps)('$id: is taken as it stands, once what it names is there', async ({ noun, verb, id }) => {
    const { name } = await walking.ready(noun, verb);
    const shown = Object.entries(examples.get(id) ?? {}).filter(([, value]) => !elsewhere(value));
    const taken = await walking.take(name, verb, Object.fromEntries(shown));
    expect(taken.name).toBe(name);
  });
});
