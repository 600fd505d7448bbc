/** Excel counts days from here, as if 1900 had been a leap year. */
const epoch = Date.UTC(1899, 11, 30);
const dayMs = 86_400_000;
/** Serial numbers of 1954 to 2119: what is smaller is a year or a count, what is larger a day without separators. */
const [firstSerial, lastSerial] = [20_000, 80_000];
/** No way of writing a day is longer. */
const longest = 40;

/** China's own time, which has had no summer time since 1991. */
const countyMs = 8 * 3_600_000;

/**
 * A day, with the time behind it or the day of the week. A zone follows a time; one with a minus only where a `T` stands
 * before the time, for `2024-03-05 09:00-11:00` is a time and another.
 */
const written =
  /^(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?[日号]?(?:([Tt ]?)(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d{1,9})?秒?|分)?(?: ?([Zz]|[-+]\d{2}(?::?\d{2})?))?| ?\(?(?:星期|周)[一二三四五六日天]\)?)?$/;
const closed = /^(\d{4})(\d{2})(\d{2})$/;

/**
 * A day as people write it, `2024-03-05`, `2024/3/5`, `2024.3.5`, `2024年3月5日`, `20240305`; with a time behind it or not,
 * in full-width digits or not. A time with a zone, `2024-03-05T20:00:00Z`, is told by the clocks of the county, where it
 * may be another day. A text of five digits is none: only a cell that holds a number counts days.
 * @returns `2024-03-05`, or `2024-03-05 08:30:00` where a time stands; undefined where it is no day, or more than one.
 */
export function dayIn(text: string): string | undefined {
  if (text.length > longest) return undefined;
  const plain = text.normalize('NFKC').trim().replace(/\s+/g, ' ');
  const [, year, month, day, sign, hour, minute, second = '0', zone] = written.exec(plain) ?? closed.exec(plain) ?? [];
  if (year === undefined) return undefined;
  const found = new Date(`${year}-${two(month)}-${two(day)}T00:00:00Z`);
  const real = found.getUTCMonth() === Number(month) - 1 && found.getUTCDate() === Number(day);
  if (!real) return undefined;
  if (hour === undefined || minute === undefined) return iso(found);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const local = `${iso(found)} ${[hour, minute, second].map(two).join(':')}`;
  return zone === undefined ? local : inCounty(local, zone, sign);
}

/** A day that a cell holds as a number: as a spreadsheet counts days, 45356, or in digits, 20240305. */
export function dayOfNumber(number: string): string | undefined {
  const serial = /^\d{5}(\.\d{1,12})?$/.test(number) ? Math.floor(Number(number)) : 0;
  return serial >= firstSerial && serial <= lastSerial ? iso(new Date(epoch + serial * dayMs)) : dayIn(number);
}

/** A time of another zone by the clocks of the county; undefined where there is no such zone. */
function inCounty(local: string, zone: string, sign = ''): string | undefined {
  if (zone.startsWith('-') && sign.toUpperCase() !== 'T') return undefined;
  const [hours, minutes] = /^z$/i.test(zone)
    ? [0, 0]
    : [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', ''))];
  if (hours > 14 || minutes > 59) return undefined;
  const offsetMs = (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
  const instant = new Date(`${local.replace(' ', 'T')}Z`).getTime() - offsetMs;
  return new Date(instant + countyMs).toISOString().slice(0, 19).replace('T', ' ');
}

const two = (part = ''): string => part.padStart(2, '0');
const iso = (day: Date): string => day.toISOString().slice(0, 10);
