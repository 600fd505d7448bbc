import { globSync } from 'node:fs';
import { join } from 'node:path';
import { nouns, optionIn, optionNamed, registry } from '@doorstep/access';
import { saidBy, type Made, type Making } from '@doorstep/testing/example';
import { nounsIn, type Noun } from '@doorstep/testing/nouns';
import type { Examples } from '../../openapi/examples.ts';

const place = '1409301000010001';

/** Stands for a record that is there before: any field in which it names another one does. */
const made = (noun: string): Made =>
  new Proxy<Made>(
    { name: `${noun}/example`, division: place },
    {
      get: (target, key) => (key in target || typeof key === 'symbol' ? target[key as string] : `${key}s/example`),
    },
  );

/** Stands for what is proved where it is referred to. */
const proof = [...nouns]
  .filter(([, message]) => optionIn(message, optionNamed('doorstep.options.v1.referable_in')) !== undefined)
  .map(([collection]) => `${collection}/example`)
  .join('');

/** Makes nothing: names of records that would be there. */
const naming: Making = {
  owner: { subject: 'somebody', organisation: 'county-hospital' },
  record: (noun) => Promise.resolve(made(noun)),
  create: (noun) => Promise.resolve(made(noun)),
  shared: (noun) => Promise.resolve(made(noun)),
  step: (name) => Promise.resolve(made(name.split('/')[0] ?? '')),
  found: (noun) => Promise.resolve(made(noun)),
  evidence: () => Promise.resolve(proof),
  sheet: () => Promise.resolve(proof),
  newCode: () => place,
  compound: () => Promise.resolve(place),
  as: () => naming,
};

/** What the examples of all nouns say of their operations: the draft of a create, and what each verb says. */
export async function examplesIn(root: string): Promise<Examples> {
  const all = (await Promise.all(globSync('apps/*/src', { cwd: root }).map((app) => nounsIn(join(root, app))))).flat();
  const found = all.flatMap((noun) =>
    methodsOf(noun).map(async ({ id, verb }) => [id, await said(noun, verb)] as const),
  );
  return Object.fromEntries(await Promise.all(found));
}

const dayMs = 86_400_000;

/** The same words whenever they are made: what tests mint anew each time, a person's id or this moment, is fixed. */
const steady = (said: object): object =>
  JSON.parse(
    JSON.stringify(said)
      .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '5f0c1f2e-7b1d-4c1e-9a53-0d9b6c3e8a41')
      .replaceAll(/"(20\d\d-\d\d-\d\dT[\d:.]+Z)"/g, (quoted, time: string) =>
        Math.abs(Date.parse(time) - Date.now()) < dayMs ? '"2026-05-20T01:00:00Z"' : quoted,
      ),
  ) as object;

async function said({ example }: Noun, verb: string): Promise<object> {
  const record = example.record();
  if (verb === 'create') return steady({ ...record, ...(await example.draft?.(naming)) });
  const step = verb === 'update' ? {} : { reason: '情况属实' };
  return steady({ ...step, ...(await saidBy(example, verb, record as never, naming)) });
}

/** Operations of a noun by their id, with the verb by which its example knows them. */
function methodsOf({ type }: Noun): { id: string; verb: string }[] {
  const services = [...registry].filter((one) => one.kind === 'service');
  return services
    .filter(({ name }) => name === `${type}Service`)
    .flatMap(({ methods }) => methods)
    .map(({ localName }) => ({ id: localName, verb: localName.replace(type, '') }));
}
