import type { FigureDefinition } from '@doorstep/contracts/figures.js';
import type { Figure, Figure_Part as Part } from '@doorstep/contracts/evaluation/v1/figure.js';
import { addDays, failure, type Day } from '@doorstep/domain';

export type CountedPart = Omit<Part, 'withheld'>;

/** What was counted, before it is decided what of it is told. */
export interface Counted {
  readonly value: number;
  readonly parts: readonly CountedPart[];
  /** Of a ratio; 0 where it is none. */
  readonly numerator: number;
  readonly denominator: number;
}
export type Disclosed = Pick<Figure, 'value' | 'parts' | 'numerator' | 'denominator' | 'withheld'>;

export const recordsWithheld = failure(
  'FAILED_PRECONDITION',
  'RECORDS_WITHHELD',
  '该指标涉及敏感信息，不提供明细',
  'the figure is sensitive: the records behind it are not shown',
  { zh: '请使用指标的数值；明细不提供', en: 'use the value of the figure; its records are not shown' },
);

/** Counts below this many tell of persons. Source: domain rules on sensitive figures; GB/T 37964-2019, 7.2. */
const leastTold = 5;
const small = (count: number): boolean => count > 0 && count < leastTold;
const nothing: Disclosed = { value: 0, parts: [], numerator: 0, denominator: 0, withheld: true };

/** What is told of a count: all of it, but of a sensitive figure only days that are over, and no small number. */
export function disclosed(
  { sensitive }: Pick<FigureDefinition, 'sensitive'>,
  counted: Counted,
  { from, to, today }: { readonly from: Day; readonly to: Day; readonly today: Day },
): Disclosed {
  const parts = counted.parts.map((part) => {
    const withheld = sensitive === true && small(part.value);
    return { ...part, value: withheld ? 0 : part.value, withheld };
  });
  if (!sensitive) return { ...counted, parts, withheld: false };
  const { value, numerator, denominator } = counted;
  // A share of small numbers tells what they are.
  const ratio = denominator > 0;
  const tells = ratio ? small(numerator) || small(denominator) || small(denominator - numerator) : small(value);
  return tells || !isClosed(from, to, today) ? nothing : { ...counted, parts, withheld: false };
}

/** First and last month of what a period may be: a year, a quarter, a month. */
const spans = [12, 3, 1];

/** Whether the days are a month, a quarter or a year that is over; without a first day, all days up to the end of one. */
export function isClosed(from: Day, to: Day, today: Day): boolean {
  const endsMonth = addDays(to, 1).endsWith('-01');
  if (!endsMonth || to >= today) return false;
  if (from === '') return true;
  const months = monthOf(to) - monthOf(from) + 1;
  return from.endsWith('-01') && spans.includes(months) && (monthOf(from) - 1) % months === 0;
}

/** Months since the year 0, January of which is 1. */
const monthOf = (day: Day): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
