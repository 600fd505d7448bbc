import { JournalServiceService, type JournalService } from '@doorstep/contracts/events/v1/journal.js';
import type { JournalReader } from '@doorstep/events';
import { ownCaller, peer } from '@doorstep/runtime';

/** What evaluation asks of the services whose records it counts: their journals. */
export type Journals = Pick<JournalService, 'readEntries'>;
export const StationsJournal = peer('stations', JournalServiceService);
export const MatchingJournal = peer('matching', JournalServiceService);

/** A peer's journal as a consumer reads it. @param work what reads, for the peer's log. */
export const readerOf = (journal: Journals, work: string): JournalReader => ({
  read: (epoch, after, limit) => journal.readEntries({ epoch, after, limit }, ownCaller('evaluation', work)),
});
