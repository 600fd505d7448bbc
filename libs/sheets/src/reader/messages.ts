import type { Row } from '../row.js';
import type { Reason } from '../formats/spoilt.js';

/** What a sheet looks like before it is read. */
export interface Head {
  readonly name: string;
  readonly hidden: boolean;
  /** Columns, from 0, that people who open it do not see. */
  readonly hiddenColumns: readonly number[];
  /** Its first rows that are not empty; none of a hidden sheet. */
  readonly rows: readonly Row[];
}

/** What the reader's process is told: a file, piece by piece, then which of its sheets to read, as often as is liked. */
export type ToReader =
  | { readonly piece: Uint8Array }
  | { readonly whole: true }
  | { readonly take: number }
  | { readonly more: true }
  /** The file is done with; another may follow. */
  | { readonly done: true };

/** What it tells. */
export type FromReader =
  | { readonly heads: readonly Head[] }
  /** Rows that are not empty. The next come when they are asked for. */
  | { readonly rows: readonly Row[] }
  | { readonly end: true }
  | { readonly spoilt: Reason; readonly line: number };

/** Rows of a sheet in which its header is looked for: above it may stand a title, a unit, a date. */
export const headRows = 10;
/** What one message holds at most: so much is taken apart in a millisecond. */
export const batch = { rows: 200, characters: 64 * 1024 } as const;
