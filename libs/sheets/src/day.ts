/** Excel counts days from here, as if 1900 had been a leap year. */
const epoch = Date.UTC(1899, 11, 30);
const dayMs = 86_400_000;
/** Serial numbers of 1954 to 2119: what is smaller is a year or a count, what is larger a day without separators. */
const [firstSerial, lastSerial] = [20_000, 80_000];
/** No way of writing a day is longer. */
const longest = 40;

/** A day, with the time behind it or the day of the week. */
const written =
  /^(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?[日号]?(?:[T ]?(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d{1,9})?秒?|分)?Z?| ?\(?(?:星期|周)[一二三四五六日天]\)?)?$/;
const closed = /^(\d{4})(\d{2})(\d{2})$/;

/**
 * A day as people write it, `2024-03-05`, `2024/3/5`, `2024.3.5`, `2024年3月5日`, `20240305`, or as Excel keeps it,
 * 45356; with a time behind it or not, in full-width digits or not.
 * @returns `2024-03-05`, or `2024-03-05 08:30:00` where a time stands; undefined where it is no day, or more than one.
 */
export function dayIn(text: string): string | undefined {
  if (text.length > longest) return undefined;
  const plain = text.normalize('NFKC').trim().replace(/\s+/g, ' ');
  const serial = /^\d{5}(\.\d{1,12})?$/.test(plain) ? Math.floor(Number(plain)) : 0;
  if (serial >= firstSerial && serial <= lastSerial) return iso(new Date(epoch + serial * dayMs));
  const [, year, month, day, hour, minute, second = '0'] = written.exec(plain) ?? closed.exec(plain) ?? [];
  if (year === undefined) return undefined;
  const found = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const real = found.getUTCMonth() === Number(month) - 1 && found.getUTCDate() === Number(day);
  if (!real) return undefined;
  if (hour === undefined || minute === undefined) return iso(found);
  const inDay = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  return inDay ? `${iso(found)} ${[hour, minute, second].map((part) => part.padStart(2, '0')).join(':')}` : undefined;
}

const iso = (day: Date): string => day.toISOString().slice(0, 10);
