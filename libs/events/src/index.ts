export {
  Consumer,
  type ConsumerParts,
  type Digest,
  type JournalReader,
  type Position,
  type Subscription,
} from './consumer.js';
export { DeadLetters, type DeadLetter } from './dead-letters.js';
export type { EventBody, PendingEvent, SealedPart } from './event.js';
export { Journal, epochOver } from './journal.js';
export type { JournalEntry } from './journal-entry.js';
export { JournalService } from './journal.service.js';
export { Leases, type Lease } from './lease.js';
export { unobserved, type Observer } from './observer.js';
export { Relay, waiting } from './relay.js';
export { Timers, type TimerSource } from './timers.js';
export { verify, type Anchor, type Flaw } from './verify.js';
