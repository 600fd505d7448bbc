import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import type { JournalEntry } from './journal-entry.js';

/** Who watches events on their way, to count and to trace them. */
export interface Observer {
  /** Told of each batch that this process journaled. */
  journaled(entries: readonly JournalEntry[]): void;
  /** Runs what a consumer does with a batch. */
  digesting(
    consumer: { readonly group: string; readonly source: string },
    entries: readonly Entry[],
    work: () => Promise<void>,
  ): Promise<void>;
}

/** Watches nothing. */
export const unobserved: Observer = { journaled: () => undefined, digesting: (_consumer, _entries, work) => work() };
