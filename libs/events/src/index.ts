export {
  Consumer,
  type ConsumerParts,
  type Digest,
  type JournalReader,
  type Position,
  type Subscription,
} from './consumer/consumer.js';
export { DeadLetters, type DeadLetter } from './consumer/dead-letters.js';
export type { EventBody, PendingEvent, SealedPart } from './journal/event.js';
export { Journal, epochOver, journalIndexes } from './journal/journal.js';
export type { JournalEntry } from './journal/journal-entry.js';
export { JournalService } from './journal/journal.service.js';
export { Leases, type Lease } from './lease/lease.js';
export { unobserved, type Observer } from './journal/observer.js';
export { Relay, waiting } from './relay/relay.js';
export { Timers, type TimerSource } from './lease/timers.js';
export { verify, type Anchor, type Flaw } from './journal/verify.js';
