import { setTimeout as pause } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { addressKey, type App } from '../../tools/platform/apps.ts';
import { ownerOf } from '../../tools/platform/owners.ts';
import type { Cluster } from './kubernetes/cluster.ts';
import type { County } from './county.ts';
import { install, prepare, valuesFor } from './release.ts';
import type { Report } from './report.ts';

interface Stage {
  readonly cluster: Cluster;
  readonly county: County;
  readonly report: Report;
  readonly apps: readonly App[];
  readonly folder: string;
  readonly tag: string;
}

interface Mistake {
  readonly title: string;
  readonly sets: readonly string[];
  /** What the pod's log, or its events where it never starts, must say. */
  readonly says: RegExp;
  /** Before the mistake. */
  readonly given?: (client: mongo.MongoClient) => Promise<unknown>;
}

const space = 'bad';
const app = ownerOf('needs');

const mistakes: readonly Mistake[] = [
  {
    title: 'a secret that is not there',
    sets: ['mongo.existingSecret=mongodb'],
    says: /secret "mongodb" not found/,
  },
  {
    title: 'a MongoDB that is no replica set',
    sets: ['mongo.existingSecret=mongo-lone'],
    says: /DOORSTEP_MONGO_URI: the server is not a member of a replica set/,
  },
  {
    title: 'a Redis that does not answer',
    sets: ['redis.existingSecret=redis-nowhere'],
    says: /DOORSTEP_REDIS_URL: no Redis answers there/,
  },
  {
    title: 'an issuer that is none',
    sets: ['identity.issuer=http://127.0.0.1:1'],
    says: /DOORSTEP_ISSUER: no OpenID Connect issuer/,
  },
  {
    title: 'too little memory',
    sets: ['limits', 'requests'].map((bound) => `services.${app}.resources.${bound}.memory=80Mi`),
    says: /memory: the limit is 80 MiB, at least 96 are needed/,
  },
  {
    title: 'a journal of a later release',
    sets: [],
    says: /journal: its entries have schema 2, this release knows 1/,
    given: (client) =>
      client
        .db(`bad_${app}`)
        .collection<{ _id: number }>('journal')
        .insertOne({ _id: 1, schema: 2, event: 'e', aggregate: 'a', version: 1, n: 0 } as { _id: number }),
  },
];

const patienceMs = 90_000;

/** The one service of the release: all others are left out, and its peers are nowhere. */
function alone(apps: readonly App[]): Record<string, unknown> {
  const peers = apps.find(({ name }) => name === app)?.peers ?? [];
  const env = Object.fromEntries(peers.map((peer) => [addressKey(peer), 'localhost:1']));
  return { ...Object.fromEntries(apps.map(({ name }) => [name, null])), [app]: { kind: 'service', calls: [], env } };
}

/** Mistakes of operators: the pod says in one line what is wrong and does not become ready, and nothing is written. */
export async function badOperators(stage: Stage): Promise<void> {
  const { cluster, county, report, apps, folder, tag } = stage;
  const names = apps.map(({ name }) => name);
  await prepare(cluster, county, names, space);
  const client = new mongo.MongoClient(county.mongoUri);
  for (const { title, sets, says, given } of mistakes) {
    await report.step(`bad operator: ${title}`, async () => {
      await client.db(`bad_${app}`).dropDatabase();
      await given?.(client);
      const values = {
        ...valuesFor(county, tag),
        services: alone(apps),
      };
      const more = ['mongo.databasePrefix=bad_', 'test.existingSecret='];
      await install(cluster, folder, values, { space, wait: false, name: space, sets: [...sets, ...more] });
      // The next one must not find a pod of this one, even where this one is not refused.
      const uninstall = () => cluster.helm('uninstall', space, '--namespace', space, '--wait', '--timeout', '2m');
      const line = await said(cluster, says).catch(async (error: unknown) => {
        await uninstall();
        throw error;
      });
      const documents = await client.db(`bad_${app}`).collection('needs').countDocuments();
      const collections = await client.db(`bad_${app}`).listCollections({}, { nameOnly: true }).toArray();
      await uninstall();
      if (documents > 0) throw new Error('something was written');
      const allowed = new Set(given ? ['journal', 'secrets'] : []);
      const written = collections.map(({ name }) => name).filter((name) => !allowed.has(name));
      if (written.length > 0 && !/schema|Redis/.test(title)) throw new Error(`written: ${written.join(', ')}`);
      return line;
    });
  }
  await client.db(`bad_${app}`).dropDatabase();
  await client.close();
}

/** The line that says it, and that no pod is ready. */
async function said({ kubectl }: Cluster, says: RegExp): Promise<string> {
  const inside = (...args: string[]): Promise<string> => kubectl('--namespace', space, ...args);
  const pod = ['--selector', `app.kubernetes.io/name=${app}`];
  let heard = '';
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await pause(1_000)) {
    const [log, before, events, ready] = await Promise.all([
      inside('logs', ...pod, '--tail=20').catch(() => ''),
      inside('logs', ...pod, '--tail=20', '--previous').catch(() => ''),
      inside('get', 'events', '--output', 'jsonpath={range .items[*]}{.message}{"\\n"}{end}').catch(() => ''),
      inside('get', 'pods', ...pod, '--output', 'jsonpath={.items[*].status.containerStatuses[*].ready}'),
    ]);
    if (ready.includes('true')) throw new Error('the pod became ready');
    heard = log || before || events;
    const line = [log, before, events].flatMap((text) => text.split('\n')).find((one) => says.test(one));
    if (line !== undefined) return says.exec(line)?.[0] ?? line;
  }
  throw new Error(`it did not say so, but: ${heard.slice(-400)}`);
}
