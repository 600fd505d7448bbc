import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../../../tools/platform/platform.ts';
import { ratioOf, seed, spreadOf } from './measure.ts';

/** One measured thing. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly ours: readonly number[];
  /** What it is held against, measured in the same run. */
  readonly peer?: readonly number[];
  readonly peerName?: string;
  /** What must hold of the ratio, or of our median where there is no peer: `['≤', 1.25]`. */
  readonly reach?: readonly ['≤' | '≥', number];
}

const file = join(ROOT, 'docs/benchmarks/spine.md');
const order = ['json', 'store', 'lists', 'gateway', 'service', 'import', 'platform'];
const preface = `# Speed of the spine

Written by \`npm run bench -- NAME\`, a section a bench. Ours and its peer run in the same process tree in turns; the ratio is the median of the rounds' own ratios. min / median / max over the rounds.
`;

/** Prints a bench's rows and writes them, with notes, into its section of the report. */
export async function report(bench: string, rows: readonly Row[], notes: readonly string[] = []): Promise<void> {
  const text = [table(rows), ...notes.map((note) => `- ${note}`)].join('\n');
  console.log(text);
  const sections = await known();
  const machine = `${String(cpus().length)} cores, Node ${process.version}, seed ${String(seed)}`;
  const day = new Date().toISOString().slice(0, 10);
  const body = [
    `\`npm run bench -- ${bench}\`, ${day}, ${machine}.`,
    table(rows),
    notes.map((n) => `- ${n}`).join('\n'),
  ];
  sections.set(bench, body.join('\n\n'));
  const sorted = [...sections].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  const whole = [preface, ...sorted.map(([name, section]) => `## ${name}\n\n${section}\n`)].join('\n');
  await mkdir(join(ROOT, 'docs/benchmarks'), { recursive: true });
  await writeFile(file, await format(whole, { ...(await resolveConfig(file)), parser: 'markdown' }));
}

/** Sections that other benches wrote. */
async function known(): Promise<Map<string, string>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const parts = text.split(/^## /m).slice(1);
  return new Map(parts.map((part) => [part.split('\n', 1)[0] ?? '', part.slice(part.indexOf('\n')).trim()]));
}

const table = (rows: readonly Row[]): string =>
  [
    ['measured', 'unit', 'ours', 'peer', 'ratio', 'reach', ''],
    Array.from({ length: 7 }, () => '---'),
    ...rows.map(cells),
  ]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

function cells({ what, unit, ours, peer, peerName = '', reach }: Row): string[] {
  const value = peer ? ratioOf(ours, peer) : spreadOf(ours).median;
  const held = reach && (reach[0] === '≤' ? value <= reach[1] : value >= reach[1]);
  return [
    ...[what, unit, said(ours), peer ? `${said(peer)} ${peerName}` : '', peer ? `${short(value)}×` : ''],
    reach ? `${reach[0]} ${String(reach[1])}${peer ? '×' : ''}` : '',
    held === undefined ? '' : held ? 'reached' : 'missed',
  ];
}

const said = (values: readonly number[]): string => Object.values(spreadOf(values)).map(short).join(' / ');
const short = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
