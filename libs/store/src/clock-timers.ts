import type { Caller } from '@doorstep/domain';
import type { TimerSource } from '@doorstep/events';
import type { Aggregates } from './aggregates.js';
import type { Stored } from './collection.js';
import type { Engine } from './engine.js';
import { revise } from './revision.js';
import { majority, nextUpdate } from './writes.js';

/** Who acts when a clock runs out. */
const clockwork = (deadline: Date): Caller => ({
  subject: 'system',
  roles: [],
  divisions: [],
  organisation: '',
  client: 'system',
  onBehalfOf: '',
  purpose: '',
  scope: 'everywhere',
  personal: false,
  call: { method: 'clock', digest: '', deadline, traceparent: '', token: '' },
});

/**
 * The clocks of a collection. A clock that runs out marks its record overdue, dated at the due instant. It is checked
 * again in the write, so that a second firing, by whichever replica, changes nothing.
 */
export const clocksOf = <T extends Stored>(aggregates: Aggregates<T>, engine: Engine): TimerSource => ({
  async due(now, limit) {
    const rows = aggregates.documents.find({ _next: { $lte: now } }, { projection: { _id: 1 } });
    return (await rows.sort({ _next: 1 }).limit(limit).toArray()).map(({ _id }) => _id);
  },
  async fire(name, now) {
    const document = await aggregates.load(name);
    const { _clock: clock, _next: next, _v: version } = document;
    if (!clock || !next || next > now) return;
    const { noun } = aggregates;
    const record = noun.codec.decode(document);
    const caller = clockwork(now);
    const receipt = engine.receipt(`due-${String(clock.due.getTime())}`, caller, version + 1);
    const occasion = {
      caller,
      now,
      effective: clock.due,
      reason: '',
      receipt,
      calendar: engine.calendar,
      happening: 'overdue',
    } as const;
    const revision = revise(noun, { record, document }, { ...record, overdue: true }, occasion);
    if (revision === undefined) return;
    await aggregates.documents.updateOne({ _id: name, _v: version }, nextUpdate(noun, revision), {
      writeConcern: majority,
    });
    engine.wake();
  },
});
