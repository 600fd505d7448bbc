import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import type { Journal } from '../peers.js';

/** What an event says besides what counts when. */
interface More {
  readonly by?: Readonly<Record<string, string>>;
  /** What the record stands for. */
  readonly of?: string;
  /** Day on which the event took effect, where that is not the day on which the record began to count. */
  readonly effective?: string;
}

/** A journal that grows while the test speaks. */
export class Book implements Journal {
  private readonly entries: Entry[] = [];
  epoch = 'e1';

  readonly readEntries: Journal['readEntries'] = ({ after, limit }) =>
    Promise.resolve({
      epoch: this.epoch,
      entries: this.entries.filter(({ seq }) => seq > after).slice(0, limit || this.entries.length),
    });

  get length(): number {
    return this.entries.length;
  }

  /** A version of a record, which counts from a day on; not at all where the day is empty. */
  write(aggregate: string, version: number, figure: string, day: string, division: string, more: More = {}): void {
    const { by = {}, of, effective = day } = more;
    const figures = [{ figure, counted: day !== '', day, by, ...(of !== undefined && { of }) }];
    const body = JSON.stringify({ division, effectiveTime: `${effective || '2025-12-01'}T04:00:00Z`, figures });
    const seq = this.entries.length + 1;
    this.entries.push({ seq, eventId: `event-${String(seq)}`, type: 'x.y', aggregate, version, n: 0, body });
  }
}
