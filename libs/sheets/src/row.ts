/** A number, as `1200`: exact to the 15 digits that a spreadsheet keeps. */
interface NumberCell {
  readonly number: string;
  /** The day, with its time where it has one, of a number that is shown as a date, or that counts from 1904. */
  readonly day?: string;
  /** Whether people see that day: a spreadsheet makes one of `3-5` by itself. */
  readonly dated?: true;
}
/** What is no value: an error as the sheet shows it, `#N/A`, or a formula that nobody computed. */
interface FaultyCell {
  readonly error: string;
}
/** A cell as the file holds it; an empty one is an empty text. */
export type Cell = string | NumberCell | FaultyCell;

/** A row of a sheet. */
export interface Row {
  /** Number of the line as the spreadsheet shows it, from 1. */
  readonly line: number;
  readonly cells: readonly Cell[];
  /** Cells, from 0, that hold what one before or above them holds, since they are merged with it. */
  readonly spread?: readonly number[];
  /** Whether people who open the sheet do not see the row: it is hidden, filtered out, or has no height. */
  readonly hidden?: true;
}

/** Stands in the place of an error where a formula has no value. */
export const uncomputed = '';

/** What a sheet may hold. */
export const most = {
  rows: 100_000,
  columns: 100,
  /** Sheets of a workbook. */
  sheets: 50,
  /** Characters of a cell: as many as a spreadsheet takes. */
  cell: 32_767,
  /** What all parts of a workbook that are read may unpack to. */
  unpackedBytes: 128 * 1024 * 1024,
  /** Of a format that is read as a whole. */
  wholeBytes: 16 * 1024 * 1024,
} as const;
