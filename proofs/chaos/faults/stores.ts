import { cp, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Load } from '../load.ts';
import type { Scenario } from '../scenario.ts';
import { onRedis } from '../servers.ts';
import { writing } from '../victims.ts';
import { limitTransactions, type World } from '../world.ts';

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
    name: 'a full disk under MongoDB, until there is room again',
    rounds: 3,
    short: 0,
    load: true,
    harm: times(async (world) => {
      await single(world).starve();
      await sleep(awayMs);
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
    short: 0,
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
    short: 0,
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
const oldDump = (name: string, redisAway: boolean): Scenario => ({
  name,
  rounds: 1,
  short: redisAway ? 0 : 1,
  load: false,
  async harm(world, rounds) {
    const flaws: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const before = await epochOf(world);
      await restoreUnderWork(world, redisAway);
      if ((await epochOf(world)) === before) flaws.push('the epoch stayed');
    }
    return flaws;
  },
});

export const oldDumps: readonly Scenario[] = [
  oldDump('MongoDB restored from an old dump', false),
  oldDump('MongoDB restored from an old dump, Redis away for a while', true),
];

async function restoreUnderWork(world: World, redisAway: boolean): Promise<void> {
  const { load, auditor, redis } = world;
  const server = single(world);
  const copy = `${server.dataDir}-copy`;
  await auditor.audit([]);
  await server.stop();
  await cp(server.dataDir, copy, { recursive: true });
  await server.start();
  const dumped = Date.now();
  await work(load);
  await auditor.audit([]);
  if (redisAway) await redis.stop();
  await server.stop();
  await rm(server.dataDir, { recursive: true });
  await cp(copy, server.dataDir, { recursive: true });
  await rm(copy, { recursive: true });
  await server.start();
  await limitTransactions(server.uri);
  load.forgetSince(dumped);
  await work(load);
  if (redisAway) await redis.start();
  await work(load);
}

async function work(load: Load): Promise<void> {
  load.start(4);
  await sleep(2 * workMs);
  await load.stop();
}

const epochOf = async ({ auditor }: World): Promise<string> =>
  String(
    (await auditor.db(writing).collection<{ _id: string; epoch: string }>('journal_meta').findOne({ _id: 'epoch' }))
      ?.epoch,
  );

const hourMs = 3_600_000;

/** The clock of one replica jumps while it works; then it dies, so that another must take over what it held. */
export const clockSteps: Scenario = {
  name: 'clock steps of an hour, forth and back, then a kill',
  rounds: 1,
  short: 0,
  load: true,
  async harm({ fleet }, rounds) {
    for (let round = 0; round < rounds; round += 1) {
      for (const step of [hourMs, -hourMs]) {
        for (const replica of fleet.of(writing)) {
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
