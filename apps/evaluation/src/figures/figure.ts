import { Figure_Kind as Kind } from '@doorstep/contracts/evaluation/v1/figure.js';
import { failure, type Day } from '@doorstep/domain';

/** What the report says of a figure. What it counts stands beside the noun, under the same id. */
export interface FigureDefinition {
  readonly id: string;
  readonly displayName: string;
  readonly definition: string;
  readonly kind: Kind;
  /** The service whose records it counts. */
  readonly owner: string;
  /** Dimensions besides division and day. */
  readonly by: readonly string[];
}

/** 指标目录: every figure that this platform computes. */
export const catalogue: readonly FigureDefinition[] = [
  {
    id: 'stations_built',
    displayName: '建成标准化服务站',
    definition: 'stations accepted or later and not closed',
    kind: Kind.STOCK,
    owner: 'stations',
    by: [],
  },
  {
    id: 'needs_collected',
    displayName: '收集居民需求',
    definition: 'needs listed or later; a merged duplicate does not count',
    kind: Kind.FLOW,
    owner: 'matching',
    by: ['channel'],
  },
];

export const definitionOf = (id: string): FigureDefinition | undefined => catalogue.find((figure) => figure.id === id);

export const periodReversed = failure(
  'INVALID_ARGUMENT',
  'PERIOD_REVERSED',
  '开始日期晚于结束日期',
  'the first day lies behind the last',
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
  if (kind !== Kind.STOCK || before.from === '') return never;
  return { from: before.from, until: before.until || effectiveDay };
}

/** What an interval adds to the day counters. */
export const steps = ({ from, until }: Interval): readonly Step[] => [
  ...(from === '' ? [] : [{ day: from, n: 1 }]),
  ...(until === '' ? [] : [{ day: until, n: -1 }]),
];

/** The days that a figure sums up: a stock everything up to the last, a flow those asked. Throws PERIOD_REVERSED. */
export function span(kind: Kind, from: Day, to: Day): { readonly $lte: Day; readonly $gte?: Day } {
  if (from > to) throw periodReversed({ field: 'from_day', from_day: from, to_day: to });
  return kind === Kind.STOCK || from === '' ? { $lte: to } : { $gte: from, $lte: to };
}
