import { indexed } from '@doorstep/store';

/** A file for which there may not be a record. */
export interface Pending {
  /** Id of the file. */
  readonly _id: string;
  /** When somebody last worked on it. */
  readonly time: Date;
}

export const pendingUploads = indexed('evidence_uploads', { key: { time: 1 } });
