import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LegacyHighs } from 'highs';
import { problem, solve, verify } from '../../../libs/assignment/src/index.ts';
import { families } from './families.ts';
import { writeInstance } from './files.ts';
import type { Instance } from './instances.ts';
import { runPeerOnMany } from './run.ts';

/** How many instances were compared with a peer, and how many differed. */
export interface Check {
  readonly peer: string;
  readonly compared: number;
  readonly differing: number;
  readonly unproved: number;
}

// The package's types tell of a default export that its CommonJS file does not have.
const highs = createRequire(import.meta.url)('highs') as () => Promise<LegacyHighs>;

const perFamily = 500;
const smallest = 100;
const sizes = 200;

/** 500 small instances of every family against OR-Tools. */
export async function checkAgainstFlow(): Promise<Check> {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-bench-'));
  let [compared, differing, unproved] = [0, 0, 0];
  for (const make of Object.values(families)) {
    const instances = Array.from({ length: perFamily }, (_, i) => make({ needs: smallest + (i % sizes), seed: i + 1 }));
    const files = instances.map(({ seed }) => join(folder, `${String(seed)}.bin`));
    await Promise.all(
      instances.map((instance) => writeInstance(join(folder, `${String(instance.seed)}.bin`), instance)),
    );
    const peers = await runPeerOnMany(files);
    instances.forEach((instance, i) => {
      const { objective, fault } = ours(instance);
      compared += 1;
      if (objective !== peers[i]?.objective) differing += 1;
      if (fault !== undefined) unproved += 1;
    });
  }
  await rm(folder, { recursive: true });
  return { peer: 'OR-Tools SimpleMinCostFlow', compared, differing, unproved };
}

/** A few small instances of every family against HiGHS, a solver of linear programs, which needs no Python. */
export async function checkAgainstHighs(): Promise<Check> {
  const solver = await highs();
  let [compared, differing, unproved] = [0, 0, 0];
  for (const make of Object.values(families))
    for (let seed = 1; seed <= 5; seed++) {
      const instance = make({ needs: 40 + seed, seed });
      const { objective, fault } = ours(instance);
      compared += 1;
      if (Math.round(solver.solve(linearProgram(instance)).ObjectiveValue) !== objective) differing += 1;
      if (fault !== undefined) unproved += 1;
    }
  return { peer: 'HiGHS', compared, differing, unproved };
}

function ours(instance: Instance): { objective: number; fault: string | undefined } {
  const posed = problem(instance);
  const solution = solve(posed);
  return { objective: solution.objective, fault: verify(posed, solution).fault };
}

/** An instance in the format of CPLEX: a variable a candidate, a row a need and a resource. */
function linearProgram({ rowStart, column, score, capacity }: Instance): string {
  const sum = (edges: readonly number[]): string => edges.map((edge) => `x${String(edge)}`).join(' + ');
  const rows = Array.from({ length: rowStart.length - 1 }, (_, need) => {
    const first = rowStart[need] ?? 0;
    return `${sum(Array.from({ length: (rowStart[need + 1] ?? 0) - first }, (__, k) => first + k))} <= 1`;
  });
  const wanted = Map.groupBy(column.keys(), (edge) => column[edge] ?? 0);
  const columns = [...wanted].map(([resource, edges]) => `${sum(edges)} <= ${String(capacity[resource])}`);
  const goal = [...score].map((worth, edge) => `${String(worth)} x${String(edge)}`).join(' + ');
  return `Maximize\n ${goal}\nSubject To\n ${[...rows, ...columns].join('\n ')}\nEnd\n`;
}
