/** A row of a sheet as its cells' texts; an empty cell is an empty text. */
export interface Row {
  /** Number of the line as the spreadsheet shows it, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** What a sheet may hold. */
export const most = { rows: 100_000, columns: 100, unpackedBytes: 128 * 1024 * 1024 } as const;
