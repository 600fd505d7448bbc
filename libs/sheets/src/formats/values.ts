import { most, type Cell } from '../row.js';

const dayMs = 86_400_000;
/** Days are counted from here, as if 1900 had been a leap year; or from 1904. Source: ECMA-376, part 1, 18.17.4.1. */
const epoch = { from1900: Date.UTC(1899, 11, 30), from1904: Date.UTC(1904, 0, 1) } as const;
/** The last day of 9999. */
const lastSerial = 2_958_465;

/** `2024-03-05`, or `2024-03-05 08:30:00` where there is a time; undefined where a number is no day. */
function dayOfSerial(serial: number, from1904: boolean): string | undefined {
  if (!(serial >= 1 && serial <= lastSerial)) return undefined;
  const whole = Math.round(serial * 86_400) * 1_000;
  const [day, time] = new Date((from1904 ? epoch.from1904 : epoch.from1900) + whole).toISOString().split('T');
  return whole % dayMs === 0 ? day : `${day ?? ''} ${(time ?? '').slice(0, 8)}`;
}

/** As XML writes numbers; `0x10` is none. Source: XML Schema, part 2, 3.2.5. */
export const decimal = /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d{1,3})?$/i;

/** A number that a sheet writes in any of the ways of XML, `1.39E10`, as plain digits: 13900000000. */
export function numberCell(written: string, { dated, from1904 }: { dated: boolean; from1904: boolean }): Cell {
  const number = decimal.test(written.trim()) ? Number(written) : Number.NaN;
  if (!Number.isFinite(number)) return { error: errorText(written) };
  // Digits beyond the fifteenth are none that anybody typed.
  const exact = Number.isInteger(number) ? number : Number(number.toPrecision(15));
  const day = dated || from1904 ? dayOfSerial(exact, from1904) : undefined;
  return { number: plain(exact), ...(day !== undefined && { day, ...(dated && ({ dated } as const)) }) };
}

/** Digits without an exponent, as far as anybody writes numbers. */
const plain = (number: number): string =>
  Math.abs(number) >= 1e-6 || number === 0 ? String(number) : number.toFixed(20).replace(/0{1,20}$/, '');

/** An error as spreadsheets write it, `#DIV/0!`; nothing else of a cell is ever shown. */
export const errorText = (text: string): string =>
  /^#[A-Z0-9/_]{1,20}[!?]?$/.exec(text.slice(0, 40).trim())?.[0] ?? '#?';

/** A text as people wrote it: one kind of line breaks, none of the blanks round it. */
export const textOf = (written: string): string =>
  written
    .slice(0, most.cell * 2)
    .replace(/\r\n?/g, '\n')
    .slice(0, most.cell)
    .trim();

/**
 * A text as a workbook since 2007 keeps it, and no other format: `_x000D_` is a letter that XML has no place for.
 * Source: ECMA-376, part 1, 22.9.2.19.
 */
export const unescaped = (written: string): string =>
  written
    .slice(0, most.cell * 7)
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Formats of days that every spreadsheet knows by number, those of China among them. Source: ECMA-376, part 1, 18.8.30. */
const knownDates = (id: number): boolean =>
  (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58);

/** Whether a format shows a number as a day: a year, month or day stands outside of what is quoted. */
export const isDateFormat = (id: number, code = ''): boolean =>
  knownDates(id) ||
  /[yd]|m(?=[^:]{0,255}[-/年月日])/i.test(code.slice(0, 255).replace(/"[^"]{0,255}"|\[[^\]]{0,255}\]|\\.|_./g, ''));
