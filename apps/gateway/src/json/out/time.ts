import { clock } from './sink.js';
import { NotOurs, position, seek, skip, small, whole } from './wire.js';

const daySeconds = 86_400;
// 0001-01-01 and 9999-12-31, the bounds of google.protobuf.Timestamp.
const [earliest, latest] = [-62_135_596_800, 253_402_300_799];

/** Days as text, as they were met: the times of one answer lie on several, and a year has few. */
const known = new Map<number, Buffer>();
const mostKnown = 4_096;

function dayText(day: number): Buffer {
  const met = known.get(day);
  if (met !== undefined) return met;
  if (known.size === mostKnown) known.clear();
  const text = Buffer.from(new Date(day * daySeconds * 1_000).toISOString().slice(0, 10));
  known.set(day, text);
  return text;
}

/** A google.protobuf.Timestamp as RFC 3339 with 0, 3, 6 or 9 digits of the second. */
export function time(bytes: Uint8Array, start: number, end: number): void {
  let [seconds, nanos] = [0, 0];
  for (seek(start); position < end;) {
    const tag = small(bytes);
    if (tag === 8) seconds = whole(bytes);
    else if (tag === 16) nanos = small(bytes);
    else skip(bytes, tag & 7);
  }
  if (seconds < earliest || seconds > latest || nanos < 0 || nanos > 999_999_999)
    throw new NotOurs('a time beyond its bounds');
  const day = Math.floor(seconds / daySeconds);
  clock(dayText(day), seconds - day * daySeconds, nanos);
}
