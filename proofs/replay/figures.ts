import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from './client/api.ts';
import type { Json } from './client/requests.ts';
import { firstDay, lastDay, workingDays } from './calendar.ts';
import { expected, reportedFigures, type Reported } from './report.ts';

/** A figure of the report beside what the platform computes for the year. */
export interface Compared {
  readonly reported: Reported;
  /** What the telling must come to: the report's own, times the scale where it counts stories. */
  readonly expected: number;
  readonly computed: number;
  /** Of a ratio; 0 where there is none. */
  readonly numerator: number;
  readonly denominator: number;
  /** Records behind it. */
  readonly records: number;
  /** What does not fit, in words; empty where everything does. */
  readonly differences: readonly string[];
}

/** Who may see every record that stands behind a figure. */
const reader = 'auditor';
const [patienceMs, pauseMs] = [60_000, 500];

/** Compares as soon as the figures agree, or no longer move: they follow the services by their journals. */
export async function compare(api: Api, scale: number): Promise<Compared[]> {
  for (let before = '', since = Date.now(); ; await delay(pauseMs)) {
    const figures = await Promise.all(reportedFigures.map(({ id }) => ask(api, id)));
    const positions = JSON.stringify(figures.map((figure) => figure['positions']));
    const agree = figures.every((figure, at) => fits(reportedFigures[at], scale, Number(figure['value'])));
    if (positions !== before) since = Date.now();
    if (agree || Date.now() - since > patienceMs)
      return Promise.all(reportedFigures.map((reported, at) => checked(api, scale, reported, figures[at] ?? {})));
    before = positions;
  }
}

const fits = (reported: Reported | undefined, scale: number, value: number): boolean =>
  reported !== undefined &&
  (reported.relation === '=' ? value === expected(reported, scale) : value >= expected(reported, scale));

const ask = (api: Api, id: string, from = firstDay, to = lastDay): Promise<Json> =>
  api.get('county', `/v1/figures/${id}?fromDay=${from}&toDay=${to}`);

/** Kinds whose value is a number of records; such whose parts by division, and by month, add up to the whole. */
const counts = ['KIND_FLOW', 'KIND_STOCK'];
const divides = [...counts, 'KIND_DISTINCT'];

async function checked(api: Api, scale: number, reported: Reported, figure: Json): Promise<Compared> {
  const computed = Number(figure['value']);
  const kind = String(figure['kind']);
  const { records, above } = await recordsBehind(api, reported.id);
  const differences = [
    !fits(reported, scale, computed) && 'not what the report says',
    counts.includes(kind) && records !== computed && `${String(records)} records behind it`,
    divides.includes(kind) && sumOf(figure, 'division') + above !== computed && 'townships do not add up to it',
    kind === 'KIND_FLOW' && (await byMonth(api, reported.id)) !== computed && 'months do not add up to it',
  ].filter((difference) => difference !== false);
  const [numerator, denominator] = [Number(figure['numerator']), Number(figure['denominator'])];
  return { reported, expected: expected(reported, scale), computed, numerator, denominator, records, differences };
}

const sumOf = (figure: Json, dimension: string): number =>
  (figure['parts'] as Json[])
    .filter((part) => part['dimension'] === dimension)
    .reduce((sum, { value }) => sum + Number(value), 0);

async function byMonth(api: Api, id: string): Promise<number> {
  const months = [...new Set(workingDays.map((day) => day.slice(0, 7)))];
  const values = months.map(async (month) => {
    const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).toISOString().slice(0, 10);
    return Number((await ask(api, id, `${month}-01`, last))['value']);
  });
  return (await Promise.all(values)).reduce((sum, n) => sum + n, 0);
}

/** How many records stand behind a figure, and how many of them lie in no township; the first and the last are looked at. */
async function recordsBehind(api: Api, id: string): Promise<{ records: number; above: number }> {
  let [records, above] = [0, 0];
  const ends: unknown[] = [];
  const path = `/v1/figures/${id}/records?fromDay=${firstDay}&toDay=${lastDay}`;
  for await (const { record, division } of api.all('county', path, 'records')) {
    ends[Math.min(records, 1)] = record;
    records += 1;
    above += String(division).length === countyDigits ? 1 : 0;
  }
  for (const record of ends) await api.get(reader, `/v1/${String(record)}`);
  return { records, above };
}
const countyDigits = 6;

/** The figures as a table of text, one line each; those that do not fit say why. */
export function table(figures: readonly Compared[], scale: number): string {
  const head = [
    '',
    'figure',
    'reported',
    ...(scale !== 1 ? [`× ${String(scale)}`] : []),
    '',
    'computed',
    'num.',
    'den.',
    'records',
  ];
  const rows = figures.map(({ reported, expected, computed, numerator, denominator, records, differences }) => [
    differences.length === 0 ? '✓' : '✗',
    reported.id,
    String(reported.value),
    ...(scale !== 1 ? [String(expected)] : []),
    reported.relation === '=' ? '=' : '≤',
    String(computed),
    denominator === 0 ? '–' : String(numerator),
    denominator === 0 ? '–' : String(denominator),
    String(records),
    ` ${differences.join(', ')}`,
  ]);
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const aligned = (cell: string, column: number): string =>
    column === 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return all.map((row) => row.map(aligned).join('  ').trimEnd()).join('\n');
}
