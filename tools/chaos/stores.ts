import { cp, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from './scenario.ts';
import { onRedis } from './servers.ts';
import { limitTransactions, type World } from './world.ts';

const workMs = 1_500;
const awayMs = 3_000;

const times =
  (harm: (world: World) => Promise<void>): Scenario['harm'] =>
  async (world, rounds) => {
    for (let round = 0; round < rounds; round += 1) {
      await sleep(workMs);
      await harm(world);
    }
    return [];
  };

const single = ({ mongo }: World) => {
  if (mongo === undefined) throw new Error('this world has three nodes');
  return mongo;
};

/** What can happen to the servers below. */
export const storeFaults: readonly Scenario[] = [
  {
    name: 'kill -9 of mongod, one node',
    rounds: 5,
    short: 1,
    load: true,
    harm: times(async (world) => {
      await single(world).kill();
      await single(world).start();
      await limitTransactions(single(world).uri);
    }),
  },
  {
    name: 'kill -9 of the primary of three nodes',
    rounds: 5,
    short: 0,
    nodes: 3,
    load: true,
    harm: times(async ({ set }) => set?.killPrimary()),
  },
  {
    name: 'stop of Redis',
    rounds: 3,
    short: 1,
    load: true,
    harm: times(async ({ redis }) => {
      await redis.stop();
      await sleep(awayMs);
      await redis.start();
    }),
  },
  {
    name: 'FLUSHALL',
    rounds: 5,
    short: 1,
    load: true,
    harm: times(async ({ redis }) => {
      await onRedis(redis.uri, (at) => at.flushall());
    }),
  },
  {
    name: 'Redis restored from an old snapshot',
    rounds: 2,
    short: 1,
    load: true,
    harm: times(async ({ redis }) => {
      const copy = `${redis.dataDir}-copy`;
      await cp(redis.dataDir, copy, { recursive: true });
      await sleep(workMs);
      await redis.stop();
      await rm(redis.dataDir, { recursive: true });
      await cp(copy, redis.dataDir, { recursive: true });
      await rm(copy, { recursive: true });
      await redis.start();
    }),
  },
];

/** What was acknowledged since the dump is gone; what is left must fit together, in another epoch. */
export const oldDump: Scenario = {
  name: 'MongoDB restored from an old dump',
  rounds: 2,
  short: 1,
  load: false,
  async harm(world, rounds) {
    const flaws: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const before = await epochOf(world);
      await restoreUnderWork(world);
      if ((await epochOf(world)) === before) flaws.push('the epoch stayed');
    }
    return flaws;
  },
};

async function restoreUnderWork({ load, mongo: server, auditor }: World): Promise<void> {
  if (server === undefined) throw new Error('this world has three nodes');
  const copy = `${server.dataDir}-copy`;
  await auditor.audit([]);
  await server.stop();
  await cp(server.dataDir, copy, { recursive: true });
  const dumped = Date.now();
  await server.start();
  load.start(4);
  await sleep(2 * workMs);
  await load.stop();
  await auditor.audit([]);
  await server.stop();
  await rm(server.dataDir, { recursive: true });
  await cp(copy, server.dataDir, { recursive: true });
  await rm(copy, { recursive: true });
  await server.start();
  await limitTransactions(server.uri);
  load.forgetSince(dumped);
  load.start(4);
  await sleep(2 * workMs);
  await load.stop();
}

const epochOf = async ({ auditor }: World): Promise<string> =>
  String(
    (await auditor.db('matching').collection<{ _id: string; epoch: string }>('journal_meta').findOne({ _id: 'epoch' }))
      ?.epoch,
  );

const hourMs = 3_600_000;

/** The clock of one matching service jumps while it works; then it dies, so that another must take over what it held. */
export const clockSteps: Scenario = {
  name: 'clock steps of an hour, forth and back, then a kill',
  rounds: 2,
  short: 1,
  load: true,
  async harm({ fleet }, rounds) {
    for (let round = 0; round < rounds; round += 1) {
      for (const step of [hourMs, -hourMs]) {
        for (const replica of fleet.of('matching')) {
          await fleet.setClock(replica, step);
          await sleep(workMs);
          await fleet.kill(replica);
          await fleet.setClock(replica, 0);
          await fleet.heal();
        }
      }
    }
    return [];
  },
};
