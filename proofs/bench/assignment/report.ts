import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { spreadOf } from '../spine/measure.ts';
import type { Check } from './check.ts';
import type { Latency } from './online.ts';
import type { Run } from './run.ts';

/** One instance, ours and the peer's runs; `peer` is why there are none, where there are none. */
export interface Comparison {
  readonly family: string;
  readonly needs: number;
  readonly candidates: number;
  readonly seed: number;
  readonly ours: readonly Run[];
  readonly peer: readonly Run[] | string;
  /** Most that our time may be of the peer's. */
  readonly reach: number;
}

/** Everything that one run of the bench found. */
export interface Findings {
  readonly checks: readonly (Check | string)[];
  readonly flow: readonly Comparison[];
  readonly dense: readonly Comparison[];
  readonly online: readonly Latency[];
}

const file = join(import.meta.dirname, '../../../docs/benchmarks/assignment.md');

/** Writes `docs/benchmarks/assignment.md`; answers its text. */
export async function writeReport(findings: Findings, minutes: number): Promise<string> {
  const text = await format(page(findings, minutes), { parser: 'markdown', printWidth: 120 });
  await writeFile(file, text);
  return text;
}

const page = ({ checks, flow, dense, online }: Findings, minutes: number): string => `# Speed of the matching engine

Written by \`npm run bench -- assignment\` in one run of ${minutes.toFixed(0)} minutes: ${new Date().toISOString().slice(0, 10)}, ${String(cpus().length)} cores (${cpus()[0]?.model ?? ''}), Node ${process.version}. Each solver runs in a process of its own, one after the other on the same instance; ours is warm (one run before), a peer's first run counts. Times are processor time of the solver's whole process, which other work on the machine disturbs least (ours includes its collector and compiler threads): min / median / max of up to five runs, fewer where half a minute was over (the count is said); the ratio of the times on the wall stands beside it. Only \`solve\` is timed, not the reading or building of arrays. Ours includes the certificate; every result passed \`verify\`.

## Equal to its peers

${table(
  ['peer', 'instances', 'objective differs', 'gap not below 1'],
  checks.map((check) =>
    typeof check === 'string'
      ? [check, '', '', '']
      : [check.peer, String(check.compared), String(check.differing), String(check.unproved)],
  ),
)}

## Against OR-Tools (SimpleMinCostFlow)

30 candidates a need, one resource for eight needs.

${comparisons(flow)}

Peak memory is that of the whole process, with the instance in it.

${otherTables(dense, flow, online)}`;

const otherTables = (
  dense: readonly Comparison[],
  flow: readonly Comparison[],
  online: readonly Latency[],
): string => `## Dense, against SciPy (linear_sum_assignment)

${comparisons(dense)}

## Growth

${growth(flow)}

## Changes to a matching of 100,000 needs

Milliseconds a change; ≤ 5 at p99 is to be reached. \`random tight\` and \`random mixed\` have about as much as is asked for, and every need may look anywhere: one change more can move prices all over, and the search goes as far.

${table(
  ['family', 'change', 'p50', 'p99', 'max', ''],
  online.map(({ family, verb, p50, p99, max }) => [
    family,
    verb,
    p50.toFixed(3),
    p99.toFixed(2),
    max.toFixed(1),
    p99 <= 5 ? 'reached' : 'missed',
  ]),
)}`;

function comparisons(rows: readonly Comparison[]): string {
  return table(
    [
      'family',
      'needs',
      'seed',
      'ours, ms',
      'peer, ms',
      'ratio',
      'wall',
      'reach',
      'of its random twin',
      'objective',
      'MiB ours / peer',
      '',
    ],
    rows.map(({ family, needs, seed, ours, peer, reach }) => {
      const head = [family, needs.toLocaleString('en'), String(seed), times(ours)];
      if (typeof peer === 'string') return [...head, peer, '', '', '', twinOf(rows, needs, ours), '', '', ''];
      const ratio = median(ours) / median(peer);
      const equal = [...ours, ...peer].every(({ objective }) => objective === ours[0]?.objective);
      return [
        ...head,
        times(peer),
        `${ratio.toFixed(2)}×`,
        `${(wall(ours) / wall(peer)).toFixed(2)}×`,
        `≤ ${String(reach)}×`,
        twinOf(rows, needs, ours),
        equal ? 'equal' : 'differs',
        `${peak(ours).toFixed(0)} / ${peak(peer).toFixed(0)} (${(peak(ours) / peak(peer)).toFixed(2)}×)`,
        ratio <= reach && equal ? 'reached' : 'missed',
      ];
    }),
  );
}

/** How our time compares with that for random candidates and scores of the same number. */
function twinOf(rows: readonly Comparison[], size: number, ours: readonly Run[]): string {
  const twin = rows.find(({ family, needs }) => family === 'random tight' && needs === size);
  return twin ? `${(median(ours) / median(twin.ours)).toFixed(1)}×` : '';
}

/** Time a candidate by size, and how much it grows from the smallest to the largest. */
function growth(rows: readonly Comparison[]): string {
  const each = ({ ours, candidates }: Comparison): number => (1e6 * median(ours)) / candidates;
  const grouped = [...Map.groupBy(rows, ({ family }) => family)].filter(([, sizes]) => sizes.length > 2);
  return table(
    ['family', 'ns a candidate, by needs', 'growth (≤ 3×)', ''],
    grouped.map(([family, sizes]) => {
      const [first, last] = [sizes[0], sizes.at(-1)];
      const grown = first && last ? each(last) / each(first) : NaN;
      const steps = sizes.map((size) => `${size.needs.toLocaleString('en')}: ${each(size).toFixed(0)}`);
      return [family, steps.join(', '), `${grown.toFixed(1)}×`, grown <= 3 ? 'reached' : 'missed'];
    }),
  );
}

const median = (runs: readonly Run[]): number => spreadOf(runs.map(({ ms }) => ms)).median;
const wall = (runs: readonly Run[]): number => spreadOf(runs.map(({ wallMs }) => wallMs)).median;
const peak = (runs: readonly Run[]): number => Math.max(...runs.map(({ peakMiB }) => peakMiB));

function times(runs: readonly Run[]): string {
  const { min, median: middle, max } = spreadOf(runs.map(({ ms }) => ms));
  const spread = [min, middle, max].map((ms) => ms.toFixed(0)).join(' / ');
  return runs.length === 5 ? spread : `${spread} (${String(runs.length)} runs)`;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '-'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
