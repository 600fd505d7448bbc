import { recount } from '@doorstep/domain';
import type { TimerSource } from '@doorstep/events';
import { act } from './act.js';
import type { Repository } from '../write/repository.js';
import type { Stored } from '../mapping/definition.js';
import type { Engine } from '../engine/engine.js';
import { majority } from '../engine/write-concern.js';
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
    recount: (name, now) =>
      act(repository, engine, name, now, (record, { _clocks = {} }) => {
        const clocks = Object.entries(_clocks);
        // Another replica was faster.
        if (clocks.every(([, { calendar }]) => calendar === engine.calendar.version)) return undefined;
        const counted = clocks.map(([clock, one]) => [clock, recount(one, engine.calendar, now)] as const);
        return { record, happening: 'recounted', effective: now, clocks: Object.fromEntries(counted) };
      }),
  };
}
