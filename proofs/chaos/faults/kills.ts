import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from '../scenario.ts';
import type { Point } from './seams.ts';
import { counting, writing } from '../victims.ts';
import type { World } from '../world.ts';

const points: readonly { readonly app: string; readonly point: Point; readonly name: string }[] = [
  { app: writing, point: 'before-write', name: 'kill before the write' },
  { app: writing, point: 'after-write', name: 'kill after the write, before its answer' },
  { app: writing, point: 'before-journal', name: 'kill before the journal' },
  { app: writing, point: 'after-journal', name: 'kill after the journal, before the stream' },
  { app: writing, point: 'before-clearing', name: 'kill after the stream, before the clearing' },
  { app: writing, point: 'after-clearing', name: 'kill after the clearing' },
  { app: writing, point: 'before-cursor', name: 'kill a reaction before its cursor' },
  { app: writing, point: 'after-cursor', name: 'kill a reaction after its cursor' },
  { app: counting, point: 'before-cursor', name: 'kill a projection before its cursor' },
  { app: counting, point: 'after-cursor', name: 'kill a projection after its cursor, not committed' },
  { app: counting, point: 'after-commit', name: 'kill a projection after its commit' },
];

const inShort = ['kill after the journal, before the stream', 'kill a projection after its cursor, not committed'];

/** Kills at a named point: the platform works on while the dead replica is started again. */
export const namedKills: readonly Scenario[] = points.map(({ app, point, name }) => ({
  name,
  rounds: 20,
  short: inShort.includes(name) ? 1 : 0,
  load: true,
  async harm({ fleet, random }, rounds) {
    for (let round = 0; round < rounds; round += 1) {
      await sleep(random.below(300));
      await fleet.killAt(app, point);
      await fleet.heal();
    }
    return [];
  },
}));

/** Any process, at any moment. */
export const randomKills: Scenario = {
  name: 'kill anything at any moment',
  rounds: 200,
  factor: 10,
  short: 0,
  load: true,
  async harm({ fleet, random }, rounds) {
    for (let round = 0; round < rounds; round += 1) {
      await sleep(random.below(500));
      await fleet.kill(random.pick(fleet.replicas));
      await fleet.heal();
    }
    return [];
  },
};

const frozenMs = 30_000;

/** A process that stands still keeps its lease in memory, and wakes up believing in it. */
export const freeze: Scenario = {
  name: 'freeze the holder of the lease, then let it go on',
  rounds: 1,
  short: 0,
  load: true,
  async harm(world, rounds) {
    for (let round = 0; round < rounds; round += 1) {
      const holder = await relayHolder(world);
      process.kill(holder.child.pid, 'SIGSTOP');
      await sleep(frozenMs);
      process.kill(holder.child.pid, 'SIGCONT');
      await sleep(2_000);
    }
    return [];
  },
};

/** Makes the first replica of the service the one that relays: the others give their leases up by being replaced. */
async function relayHolder({ fleet }: World) {
  const [first] = fleet.of(writing);
  if (first === undefined) throw new Error(`no ${writing} runs`);
  for (const other of fleet.of(writing).slice(1)) {
    await fleet.replace(other);
    await sleep(1_500);
  }
  return first;
}

/** One replica after another is ended and started again, as an update does. Nothing is repeated by the client. */
export const rolling: Scenario = {
  name: 'rolling restart of every app',
  rounds: 1,
  short: 0,
  load: true,
  async harm({ fleet, client }, rounds) {
    const before = client.failed;
    client.failures.clear();
    for (let round = 0; round < rounds; round += 1) {
      for (const replica of fleet.replicas) await fleet.replace(replica);
    }
    const failed = client.failed - before;
    return failed === 0 ? [] : [`${String(failed)} requests failed: ${JSON.stringify([...client.failures])}`];
  },
};
