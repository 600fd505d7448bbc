import { JournalServiceService, type JournalService } from '@doorstep/contracts/events/v1/journal.js';
import { peer } from '@doorstep/runtime';

/** What evaluation asks of the services whose records it counts: their journals. */
export type Journals = Pick<JournalService, 'readEntries'>;
export const StationsJournal = peer('stations', JournalServiceService);
export const MatchingJournal = peer('matching', JournalServiceService);
