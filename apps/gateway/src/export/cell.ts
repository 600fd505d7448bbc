import type { Timestamp } from '@bufbuild/protobuf/wkt';
import type { Moment } from '@doorstep/sheets/write';

/** What a cell of a sheet holds. */
export type Cell = string | number | Moment;

const offsetMs = 8 * 3_600_000;
const dayMs = 86_400_000;
/** Days between the epoch of spreadsheets and that of Unix. Source: ECMA-376, part 1, 18.17.4.1. */
const epochDays = 25_569;

/** An instant in Asia/Shanghai. */
export function instantCell({ seconds, nanos }: Timestamp): Moment {
  const ms = Number(seconds) * 1_000 + Math.floor(nanos / 1_000_000) + offsetMs;
  const text = new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
  return { days: ms / dayMs + epochDays, text, kind: 'instant' };
}

/** A day of the calendar, `2025-03-04`; a text where it is none. */
export function dayCell(day: string): Moment | string {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(ms) ? day : { days: ms / dayMs + epochDays, text: day, kind: 'day' };
}
