import type { Fault } from '@doorstep/contracts/sheets/v1/fault.js';
import { indexed } from '@doorstep/store';

/** What is wrong with a line of an import. */
export interface StoredFault {
  readonly _id: { readonly import: string; readonly n: number };
  readonly fault: Fault;
}

/** How far the step under way is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

export const importFaults = indexed('import_faults', { key: { '_id.import': 1, '_id.n': 1 } });

/** How often a step was begun, so that one that ends its process is given up as well. */
export interface StoredTries {
  /** Id of the event that asks for the step. */
  readonly _id: string;
  /** Begun, and not ended. */
  readonly begun: number;
  /** Ended because something was away. */
  readonly away: number;
  readonly time: Date;
}

const keptSeconds = 30 * 86_400;
export const importTries = indexed('import_tries', { key: { time: 1 }, expireAfterSeconds: keptSeconds });
