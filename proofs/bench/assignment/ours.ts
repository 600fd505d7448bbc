import { readFile } from 'node:fs/promises';
import { problem, solve, verify } from '../../../libs/assignment/src/index.ts';
import { readInstance } from './files.ts';

/** Most memory that this process held; what the system counts for a process goes back to before it became this program. */
async function peakMiB(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(status) ?? [];
  return (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes)) / 1024;
}

// Ours as a process of its own, as the peers are: node ours.ts FILE RUNS SECONDS prints a line of JSON for each run.

const [file = '', runs = '1', seconds = '60'] = process.argv.slice(2);
const posed = problem(await readInstance(file));
solve(posed); // warm
const until = performance.now() + 1_000 * Number(seconds);
for (let run = 0; run < Number(runs) && performance.now() < until; run++) {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const solution = solve(posed);
  const { user, system } = process.cpuUsage(cpu);
  const [ms, wallMs] = [(user + system) / 1_000, performance.now() - began];
  const { objective, gap, fault } = verify(posed, solution);
  if (fault !== undefined) throw new Error(`${file}: ${fault}`);
  console.log(JSON.stringify({ buildMs: 0, ms, wallMs, objective, gap, peakMiB: await peakMiB() }));
}
