/** Excel counts days from here, as if 1900 had been a leap year. */
const epoch = Date.UTC(1899, 11, 30);
const dayMs = 86_400_000;
/** Serial numbers of 1954 to 2119: what is smaller is a year or a count, what is larger a day without separators. */
const [firstSerial, lastSerial] = [20_000, 80_000];

/**
 * A day as people write it, `2024-03-05`, `2024/3/5`, `2024.3.5`, `2024年3月5日`, `20240305`, or as Excel keeps it,
 * 45356; with a time behind it or not, in full-width digits or not. @returns `2024-03-05`; undefined where it is no day.
 */
export function dayIn(text: string): string | undefined {
  const plain = text.normalize('NFKC').trim();
  const serial = /^\d{5}(\.\d+)?$/.test(plain) ? Math.floor(Number(plain)) : 0;
  if (serial >= firstSerial && serial <= lastSerial) return iso(new Date(epoch + serial * dayMs));
  const [, year, month, day] =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s].*)?$/.exec(plain) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(plain) ??
    [];
  if (year === undefined) return undefined;
  const found = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const real = found.getUTCMonth() === Number(month) - 1 && found.getUTCDate() === Number(day);
  return real ? iso(found) : undefined;
}

const iso = (day: Date): string => day.toISOString().slice(0, 10);
