import { readFile } from 'node:fs/promises';
import { solve, verify } from '../../libs/assignment/src/index.ts';
import { asked, command, Mistake } from '../command/command.ts';
import { formats } from './formats.ts';

const { values, words } = asked({
  usage: 'npm run assignment -- solve FILE [--format NAME]',
  about: 'Solves a problem of assignment, proves the answer and prints it with its bound, time and memory.',
  words: 2,
  options: {
    format: { type: 'string', value: 'NAME', default: 'json', says: `of the file: ${Object.keys(formats).join(', ')}` },
  },
});

const isFormat = (name: string): name is keyof typeof formats => name in formats;

/** Solves a file and prints `{objective, bound, gap, ms, bids, peakMiB}`. Throws what is wrong with the file. */
async function run(): Promise<void> {
  const [verb, file] = words;
  const { format } = values;
  if (verb !== 'solve' || file === undefined) throw new Mistake('say solve, and a file');
  if (!isFormat(format)) throw new Mistake(`--format: there is ${Object.keys(formats).join(', ')}`);
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

await command(run);
