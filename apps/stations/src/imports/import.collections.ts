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
