import { Kind } from '@doorstep/contracts/figures/v1/kind.js';
import { failure, type Day } from '@doorstep/domain';

const periodReversed = failure(
  'INVALID_ARGUMENT',
  'PERIOD_REVERSED',
  '开始日期晚于结束日期',
  'the first day lies behind the last',
  { zh: '请更正起止日期', en: 'give a first day that is not behind the last' },
);

/** When a record counts: from a day on, and for a stock until a day. `from` is empty where it never counted. */
export interface Interval {
  readonly from: Day;
  readonly until: Day;
}

/** A change of a day's counter. */
export interface Step {
  readonly day: Day;
  readonly n: number;
  /** Of a median, how many records stand for the thing that is counted; 0 otherwise. */
  readonly size: number;
}

export const never: Interval = { from: '', until: '' };

/**
 * When a record counts after an event. A flow that stops to count is taken back (a duplicate, a correction); a stock
 * that stops counted until that day. A record has one interval, its latest.
 */
export function interval(
  kind: Kind,
  before: Interval,
  row: { counted: boolean; day: Day },
  effectiveDay: Day,
): Interval {
  if (row.counted) return { from: row.day, until: '' };
  if (!lasts(kind) || before.from === '') return never;
  return { from: before.from, until: before.until || effectiveDay };
}

/** Whether a figure counts what stands at the end of the days asked, not what began within them. */
export const lasts = (kind: Kind): boolean => kind === Kind.STOCK || kind === Kind.DISTINCT;

/** Whether several records may stand for one thing that is counted. */
export const shares = (kind: Kind): boolean => kind === Kind.DISTINCT || kind === Kind.MEDIAN;

/** What the records that stand for one thing add to the day counters. */
export function steps(kind: Kind, intervals: readonly Interval[]): readonly Step[] {
  const counting = intervals.filter(({ from }) => from !== '').sort((a, b) => (a.from < b.from ? -1 : 1));
  if (kind === Kind.DISTINCT) return union(counting).flatMap(ends);
  if (kind !== Kind.MEDIAN) return counting.flatMap(ends);
  const [first] = counting;
  return first ? [{ day: first.from, n: 1, size: counting.length }] : [];
}

const ends = ({ from, until }: Interval): readonly Step[] => [
  { day: from, n: 1, size: 0 },
  ...(until === '' ? [] : [{ day: until, n: -1, size: 0 }]),
];

/** The same days without overlaps; intervals by their first day. */
function union(intervals: readonly Interval[]): readonly Interval[] {
  const merged: Interval[] = [];
  for (const next of intervals) {
    const last = merged.at(-1);
    if (last === undefined || (last.until !== '' && last.until < next.from)) merged.push(next);
    else if (last.until !== '' && (next.until === '' || next.until > last.until))
      merged.splice(-1, 1, { from: last.from, until: next.until });
  }
  return merged;
}

/** How many things there are of each size, or how much there was in each quarter. */
export type Buckets = ReadonlyMap<string, number>;

/** What a figure's buckets come to. Figures that are neither median nor minimum have one bucket. */
export function fold(kind: Kind, buckets: Buckets, quarters: readonly string[]): number {
  if (kind === Kind.MEDIAN) return median(buckets);
  if (kind === Kind.MINIMUM) return Math.min(...(quarters.length ? quarters.map((q) => buckets.get(q) ?? 0) : [0]));
  return [...buckets.values()].reduce((sum, n) => sum + n, 0);
}

/** The size in the middle; of two the lower, which some thing really has. 0 where there is none. */
function median(buckets: Buckets): number {
  const sizes = [...buckets].map(([size, n]) => [Number(size), n] as const).sort(([a], [b]) => a - b);
  let left = Math.ceil(sizes.reduce((sum, [, n]) => sum + n, 0) / 2);
  return sizes.find(([, n]) => (left -= n) <= 0)?.[0] ?? 0;
}

/** A whole percent; 0 where there is nothing to share. */
export const percent = (numerator: number, denominator: number): number =>
  denominator === 0 ? 0 : Math.round((100 * numerator) / denominator);

/** The quarter of a day, `2025-Q1`. */
const quarterOf = (day: Day): string => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

/** The quarters that lie wholly within the days. */
export function quartersWithin(from: Day, to: Day): readonly string[] {
  const quarters: string[] = [];
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year += 1) {
    for (const [first, last] of [
      ['01-01', '03-31'],
      ['04-01', '06-30'],
      ['07-01', '09-30'],
      ['10-01', '12-31'],
    ] as const) {
      const [begins, ends] = [`${String(year)}-${first}`, `${String(year)}-${last}`];
      if (begins >= from && ends <= to) quarters.push(quarterOf(begins));
    }
  }
  return quarters;
}

/** The days that a figure sums up: what lasts everything up to the last, a flow those asked. Throws PERIOD_REVERSED. */
export function span(kind: Kind, from: Day, to: Day): { readonly $lte: Day; readonly $gte?: Day } {
  if (from > to) throw periodReversed({ field: 'from_day', from_day: from, to_day: to });
  return lasts(kind) || from === '' ? { $lte: to } : { $gte: from, $lte: to };
}
