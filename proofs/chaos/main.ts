import { asked as read } from '../../tools/command/command.ts';
import { readApps, type App } from '../../tools/platform/apps.ts';
import { ROOT } from '../../tools/platform/platform.ts';
import { orLeave } from '../../tools/servers/needs.ts';
import { clockSteps, oldDumps, storeFaults } from './faults/stores.ts';
import { freeze, namedKills, randomKills, rolling } from './faults/kills.ts';
import { claims, repeats } from './faults/races.ts';
import { table, writeRunbook, type Row } from './report.ts';
import type { Findings } from './audit/auditor.ts';
import type { Scenario } from './scenario.ts';
import { counting, writing } from './victims.ts';
import { makeWorld, type World } from './world.ts';

const scenarios: readonly Scenario[] = [
  repeats,
  claims,
  ...namedKills,
  randomKills,
  freeze,
  rolling,
  clockSteps,
  ...storeFaults,
  ...oldDumps,
];

const writers = 4;
/** How many processes of an app run. */
const full = ({ name }: App): number => (name === writing ? 3 : 2);
const small = ({ name }: App): number => ([writing, counting].includes(name) ? 2 : 1);

const { values: asked } = read({
  usage: 'npm run chaos -- [options]',
  about: 'Harms a platform under load, and proves that nothing is lost, nothing doubled and everything fits.',
  options: {
    seed: { type: 'string', value: 'N', default: '1', says: 'decides who is harmed when; 1 otherwise' },
    only: { type: 'string', value: 'TEXT', default: '', says: 'only what has this in its name' },
    rounds: {
      type: 'string',
      value: 'N',
      says: 'at most so often each, random kills ten times as often; races keep their size',
    },
    short: { type: 'boolean', default: false, says: 'the small version that npm test runs' },
    write: { type: 'boolean', default: false, says: 'writes the result into docs/runbooks/faults.md' },
  },
});
await orLeave({ servers: true, programs: { prlimit: 'util-linux' } });
process.exitCode = await main();

/** @returns the exit code: 0 where nothing was lost, nothing doubled and everything fits. */
async function main(): Promise<number> {
  const began = Date.now();
  const wanted = scenarios.filter(({ name }) => name.includes(asked.only)).filter((one) => roundsOf(one) > 0);
  const rows: Row[] = [];
  for (const nodes of [1, 3] as const) {
    const here = wanted.filter((one) => (one.nodes ?? 1) === nodes);
    if (here.length === 0) continue;
    const world = await makeWorld({ seed: Number(asked.seed), nodes, replicas: asked.short ? small : full });
    try {
      for (const scenario of here) {
        rows.push(await run(world, scenario));
        if (asked.write) await note(rows, began);
      }
    } finally {
      await world.end();
    }
  }
  console.log(table(rows));
  return rows.length > 0 && rows.every(({ flaws }) => flaws.length === 0) ? 0 : 1;
}

/** After each kind of harm, so that a run that is ended leaves what it found. */
async function note(rows: readonly Row[], began: number): Promise<void> {
  const seconds = Math.round((Date.now() - began) / 1_000);
  const replicas = Object.fromEntries((await readApps(ROOT)).map((app) => [app.name, full(app)]));
  return writeRunbook({ rows, asked: process.argv.slice(2), replicas, seconds });
}

function roundsOf({ rounds, short, factor = 1 }: Scenario): number {
  const usual = asked.short ? short : rounds;
  return asked.rounds === undefined ? usual : Math.min(usual, Number(asked.rounds) * factor);
}

async function run(world: World, scenario: Scenario): Promise<Row> {
  const { load, auditor } = world;
  const [before, began, rounds] = [load.acknowledged, Date.now(), roundsOf(scenario)];
  if (scenario.load) load.start(writers);
  const own = await scenario.harm(world, rounds).catch((error: unknown) => [String(error)]);
  await world.fleet.heal();
  await load.stop();
  const findings = await auditor.audit(load.stories);
  const surprises = load.surprises.splice(0);
  const row = rowOf(scenario, rounds, load.acknowledged - before, findings, [...own, ...surprises], Date.now() - began);
  console.log(
    `${row.flaws.length === 0 ? '✓' : '✗'} ${row.name} (${String(rounds)}, ${String(row.seconds)} s, ${String(row.acknowledged)} acknowledged)`,
  );
  for (const flaw of row.flaws.slice(0, 10)) console.log(`    ${flaw}`);
  return row;
}

function rowOf(
  { name }: Scenario,
  rounds: number,
  acknowledged: number,
  { lost, doubled, journal, figures, letters }: Findings,
  own: readonly string[],
  ms: number,
): Row {
  return {
    ...{ name, rounds, acknowledged, seconds: Math.round(ms / 1_000), lost: lost.length, doubled: doubled.length },
    ...{ journal: journal.length === 0, figures: figures.length === 0 },
    flaws: [...own, ...lost, ...doubled, ...journal, ...figures, ...letters],
  };
}
