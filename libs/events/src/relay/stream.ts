import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import type { Redis } from 'ioredis';
import { travelling, type JournalEntry } from '../journal/journal-entry.js';

/** Entries that a stream keeps; who is further behind reads the journal. */
const maxLength = 20_000;
const readCount = 500;

const keyOf = (service: string, epoch: string): string => `doorstep:journal:${service}:${epoch}`;
export const wakeChannel = (service: string): string => `doorstep:wake:${service}`;

const entryIn = ([, fields]: [id: string, fields: string[]]): Entry => JSON.parse(fields[1] ?? '') as Entry;

/** The transport of a journal over Redis: fast, and may be lost without losing anything. */
export class Stream {
  constructor(
    private readonly redis: Redis,
    private readonly service: string,
  ) {}

  /** Adds entries with their places as ids; one that is there already is passed over. */
  async add(epoch: string, entries: readonly JournalEntry[]): Promise<void> {
    const pipeline = this.redis.pipeline();
    for (const entry of entries) {
      const text = JSON.stringify(travelling(entry));
      pipeline.xadd(keyOf(this.service, epoch), 'MAXLEN', '~', maxLength, `${String(entry._id)}-0`, 'e', text);
    }
    await pipeline.exec();
  }

  /** The last entry in the stream; undefined where it is empty. */
  async last(epoch: string): Promise<Entry | undefined> {
    const messages = await this.redis.xrevrange(keyOf(this.service, epoch), '+', '-', 'COUNT', 1);
    return messages.map(entryIn)[0];
  }

  /**
   * Entries behind a place; waits up to `blockMs` for the first, so it needs a connection of its own.
   * What comes may begin behind a gap: the reader looks at `seq`.
   */
  async read(epoch: string, after: number, blockMs: number): Promise<Entry[]> {
    const answer = await this.redis.xread(
      'COUNT',
      readCount,
      'BLOCK',
      blockMs,
      'STREAMS',
      keyOf(this.service, epoch),
      `${String(after)}-0`,
    );
    const [, messages = []] = answer?.[0] ?? [];
    return messages.map(entryIn);
  }
}
