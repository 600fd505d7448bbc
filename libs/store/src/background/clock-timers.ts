import { parentOf, recount, ringing, rung, windUp } from '@doorstep/domain';
import type { TimerSource } from '@doorstep/events';
import { act, type Act } from './act.js';
import type { Repository } from '../write/repository.js';
import type { Stored } from '../mapping/definition.js';
import type { Document } from '../mapping/document.js';
import type { Engine } from '../engine/engine.js';

/**
 * The clocks of a collection. Each act is checked again in the write, so that a second one, by whichever replica,
 * changes nothing.
 */
export function clocksOf<T extends Stored>(repository: Repository<T>, engine: Engine): TimerSource {
  const { documents, noun } = repository;
  return {
    async due(now, limit) {
      const rows = documents.find({ _next: { $lte: now } }, { projection: { _next: 1 } });
      const found = await rows.sort({ _next: 1 }).limit(limit).toArray();
      return found.map(({ _id, _next }) => ({ name: _id, at: _next ?? now }));
    },
    fire: (name, now) =>
      act(repository, engine, name, now, (record, document) =>
        ring(engine, noun.spec.deadlines, record, document, now),
      ),
    async countedOtherwise(limit) {
      const otherwise = { $exists: true, $ne: engine.calendar.version };
      const open = {
        _next: { $exists: true },
        $or: [{ '_clock.calendar': otherwise }, { '_overall.calendar': otherwise }],
      };
      const rows = await documents
        .find(open, { projection: { _id: 1 } })
        .limit(limit)
        .toArray();
      return rows.map(({ _id }) => _id);
    },
    recount: (name, now) =>
      act(repository, engine, name, now, (record, { _clock, _overall }) => ({
        record,
        happening: 'recounted',
        effective: now,
        clocks: {
          clock: _clock && recount(_clock, engine.calendar, now),
          overall: _overall && recount(_overall, engine.calendar, now),
        },
      })),
  };
}

/**
 * Warns, or records a breach, dated at its instant. A breach takes the record one level up, from where its state's clock
 * runs anew from now on; the county has nobody above it, there it stays and is overdue.
 */
function ring<T extends Stored>(
  { calendar }: Engine,
  deadlines: Repository<T>['noun']['spec']['deadlines'],
  record: T,
  { _clock: clock, _overall: overall }: Document,
  now: Date,
): Act<T> | undefined {
  const rings = [clock, overall].flatMap((one) => (one && ringing(one, now)) ?? []);
  const breach = rings.find(({ what }) => what === 'overdue');
  const [said = breach] = breach ? [breach] : rings;
  if (said === undefined) return undefined;
  const rested = { clock: clock && rung(clock, now), overall: overall && rung(overall, now) };
  const done = { effective: said.at, clocks: rested };
  if (breach === undefined) return { ...done, record, happening: 'warned' };
  const { waiting } = record;
  const above = parentOf(waiting?.desk ?? '');
  if (!waiting || above === '') return { ...done, record: { ...record, overdue: true }, happening: 'overdue' };
  const limit = deadlines?.[record.state ?? ''];
  return {
    ...done,
    record: {
      ...record,
      overdue: true,
      waiting: { ...waiting, desk: above, assignee: '', escalations: waiting.escalations + 1 },
    },
    happening: 'escalated',
    clocks: { ...rested, clock: limit && windUp({ start: now, ...limit }, calendar, now) },
  };
}
