/** Why a file cannot be read, as the reader's process tells it. */
export type Reason = 'SHEET_UNREADABLE' | 'SHEET_TOO_LARGE' | 'SHEET_LOCKED' | 'QUOTE_OPEN';

/** What the reading of a file throws. */
export class Spoilt extends Error {
  constructor(
    readonly reason: Reason,
    /** The line that is to blame; 0 where none is. */
    readonly line = 0,
  ) {
    super(reason);
  }
}
