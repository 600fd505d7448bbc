import { indexed } from '@doorstep/store';

/** A file for which there may not be a record. */
export interface Pending {
  /** Id of the file. */
  readonly _id: string;
  /** When somebody last worked on it. */
  readonly time: Date;
}

export const pendingUploads = indexed('evidence_uploads', { key: { time: 1 } });

/** What somebody, `u:…`, or an organisation, `o:…`, has taken in. */
export interface Budget {
  readonly _id: string;
  /** The last day on which something came in, and how many bytes on it. */
  readonly day: string;
  readonly today: number;
  /** Bytes of all that is kept. */
  readonly total: number;
}

export const budgets = indexed('evidence_budgets');

/** What a file took of a budget on a day. */
export interface Spending {
  readonly _id: string;
  readonly file: string;
  readonly holder: string;
  readonly day: string;
  readonly bytes: number;
}

export const spendings = indexed('evidence_spendings', { key: { file: 1 } });
