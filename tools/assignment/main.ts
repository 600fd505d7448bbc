import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { solve, verify } from '../../libs/assignment/src/index.ts';
import { formats } from './formats.ts';

const usage = `npm run assignment -- solve FILE [--format ${Object.keys(formats).join('|')}]`;

const isFormat = (name: string): name is keyof typeof formats => name in formats;

/** Solves a file and prints `{objective, bound, gap, ms, bids, peakMiB}`. Throws what is wrong with the file. */
async function run(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { format: { type: 'string' } } });
  const [verb, file] = positionals;
  const format = values.format ?? 'json';
  if (verb !== 'solve' || file === undefined || !isFormat(format)) throw new Error(usage);
  const { problem, ownObjective, complete } = formats[format](await readFile(file, 'utf8'));
  const began = performance.now();
  const solution = solve(problem);
  const ms = Math.round(performance.now() - began);
  const { fault, objective, bound, gap } = verify(problem, solution);
  if (fault !== undefined) throw new Error(`the solution is not proved: ${fault}`);
  if (complete && solution.chosen.includes(-1)) throw new Error('not every unit can be placed');
  const { bids } = solution.effort;
  const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    JSON.stringify({ objective: ownObjective(objective), bound: ownObjective(bound), gap, ms, bids, peakMiB }),
  );
}

await run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
