import type { Row } from '../row.js';

/** A sheet of a workbook; CSV is a workbook of one sheet without a name. */
export interface Sheet {
  readonly name: string;
  /** Whether people who open the workbook do not see it. Nobody reads its rows. */
  readonly hidden: boolean;
  /** Its rows from the first on, anew with every call; empty ones may be left out. Throws Spoilt. */
  rows(): AsyncIterable<Row>;
}

/** A file, opened. */
export type Book = readonly Sheet[];
