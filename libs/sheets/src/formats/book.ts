import type { Row } from '../row.js';

/** A sheet of a workbook; CSV is a workbook of one sheet without a name. */
export interface Sheet {
  readonly name: string;
  /** Whether people who open the workbook do not see it. Nobody reads its rows. */
  readonly hidden: boolean;
  /** Columns, from 0, that people do not see; known once its first row is. */
  readonly hiddenColumns: ReadonlySet<number>;
  /** Its rows from the first on, anew with every call; empty ones may be left out. Throws Spoilt. */
  rows(): AsyncIterable<Row>;
}

/** A file, opened. */
export type Book = readonly Sheet[];
