import { recount, tellsTheSame } from '@doorstep/domain';
import type { TimerSource } from '@doorstep/events';
import type { Repository } from '../write/repository.js';
import type { Stored } from '../mapping/definition.js';
import type { Engine } from '../engine/engine.js';
import { majority } from '../engine/write-concern.js';
import { writeOf, type Act } from '../write/platform-act.js';
import { caughtUp } from '../time/due-clocks.js';
import { folded } from '../write/fold.js';

/**
 * The clocks of a collection. What they do is one write of a version that nobody changed meanwhile, so that a second
 * one, by whichever replica, changes nothing.
 */
export function clocksOf<T extends Stored>(repository: Repository<T>, engine: Engine): TimerSource {
  const { documents, noun } = repository;
  return {
    async due(now, limit) {
      const rows = documents.find({ _next: { $lte: now } }, { projection: { _next: 1 } });
      const found = await rows.sort({ _next: 1 }).limit(limit).toArray();
      return found.map(({ _id, _next }) => ({ name: _id, at: _next ?? now }));
    },
    async fire(name, now) {
      const document = await repository.load(name);
      const { writes } = await caughtUp(noun, engine, document, now);
      if (writes.length === 0) return;
      await documents.updateOne({ _id: name, _v: document._v }, folded(writes), { writeConcern: majority });
      engine.wake();
    },
    async countedOtherwise(limit) {
      const otherwise = { $exists: true, $ne: engine.calendar.version };
      const open = {
        _next: { $exists: true },
        $or: noun.clocks.map(([name]) => ({ [`_clocks.${name}.calendar`]: otherwise })),
      };
      const rows = await documents
        .find(open, { projection: { _id: 1 } })
        .limit(limit)
        .toArray();
      return rows.map(({ _id }) => _id);
    },
    recount: (name, now) => recountClocks(repository, engine, name, now),
  };
}

/** Counts a record's clocks by the calendar in force. What tells people the same as before is marked, and no change. */
async function recountClocks<T extends Stored>(
  repository: Repository<T>,
  engine: Engine,
  name: string,
  now: Date,
): Promise<void> {
  const { documents, noun } = repository;
  const document = await repository.load(name);
  const { _clocks = {}, _v } = document;
  const { calendar } = engine;
  const before = Object.entries(_clocks);
  // Another replica was faster.
  if (before.every(([, clock]) => clock.calendar === calendar.version)) return;
  const counted = before.map(([key, clock]) => ({ key, clock, again: recount(clock, calendar, now) }));
  const clocks = Object.fromEntries(counted.map(({ key, again }) => [key, again]));
  const current = { _id: name, _v };
  if (counted.every(({ clock, again }) => tellsTheSame(clock, again))) {
    // The version stays: whoever read the record has it as it is.
    await documents.updateOne(current, { $set: { _clocks: clocks } }, { writeConcern: majority });
    return;
  }
  const record = noun.codec.decode(document);
  const recounted: Act<T> = { record, happening: 'recounted', effective: now, clocks };
  const write = writeOf(noun, engine, record, document, now, recounted);
  if (write === undefined) return;
  await documents.updateOne(current, write, { writeConcern: majority });
  engine.wake();
}
