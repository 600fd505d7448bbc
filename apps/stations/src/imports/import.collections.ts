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

/** How often a step was tried, so that one that ends its process is given up as well; and when it goes on. */
export interface StoredTries {
  /** Id of the event that asks for the step. */
  readonly _id: string;
  /** Type of that event. */
  readonly type: string;
  readonly import: string;
  /** Service that owns the records, which a step works with. */
  readonly owner: string;
  /** Who imports: their steps are taken one at a time. */
  readonly importedBy: string;
  /** Begun, and not put off because something was away. */
  readonly begun: number;
  /** How often it was put off. */
  readonly waits: number;
  /** Since when something has been away. */
  readonly awaySince?: Date;
  /** When it goes on; none where it is over. */
  readonly due?: Date;
  /** Whether it was given up. */
  readonly over?: true;
  /** Last try, by the clock of the machine: the database removes what is old by its own. */
  readonly time: Date;
}

const keptSeconds = 30 * 86_400;
export const importTries = indexed(
  'import_tries',
  { key: { time: 1 }, expireAfterSeconds: keptSeconds },
  { key: { due: 1 }, sparse: true },
);
