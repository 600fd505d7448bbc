import { waiting, type DeadLetter, type Journal, type Position } from '@doorstep/events';
import { unmetered, type Metrics } from '@doorstep/runtime';
import type { mongo } from 'mongoose';
import type { Repository } from '../write/repository.js';
import type { Stored } from '../mapping/definition.js';
import type { Calendar } from '../time/calendar.js';
import { notesCollection } from '../read/notes.js';

/** What a store can be asked of when somebody scrapes. */
export interface Watched {
  readonly db: mongo.Db;
  readonly journal: Journal;
  readonly now: () => Date;
  readonly calendar: Calendar;
  opened(): Iterable<Repository<Stored>>;
}

/** Beyond so many the number does not matter any more; it keeps a scrape cheap. */
const countedUpTo = 1_000;
/** Clocks are looked at every five seconds; one that nobody looked at for a minute has a reason. */
const graceMs = 60_000;

/** Gauges of a store, read from its database: each replica says the same of them. */
export function watchStore(metrics: Metrics, watched: Watched): void {
  if (metrics === unmetered) return;
  watchEvents(metrics, watched);
  watchClocks(metrics, watched);
}

function watchEvents(metrics: Metrics, { db, journal, opened }: Watched): void {
  metrics.watch('doorstep_journal_sequence', async () => [{ labels: {}, value: (await journal.head()).seq }]);
  metrics.watch('doorstep_relay_waiting_records', async () => {
    const names = [...[...opened()].map(({ noun }) => noun.spec.name), notesCollection];
    const counts = await Promise.all(
      names.map((name) => db.collection(name).countDocuments(waiting, { limit: countedUpTo })),
    );
    return [{ labels: {}, value: counts.reduce((sum, count) => sum + count, 0) }];
  });
  metrics.watch('doorstep_consumer_position', async () => {
    const positions = await db.collection<Position>('positions').find().toArray();
    return positions.map(({ _id, seq }) => ({ labels: partsOf(_id), value: seq }));
  });
  metrics.watch('doorstep_dead_letters', async () => {
    const groups = await db
      .collection<DeadLetter>('dead_letters')
      .aggregate<{ _id: { group: string; source: string }; count: number }>([
        { $group: { _id: { group: '$group', source: '$source' }, count: { $sum: 1 } } },
      ])
      .toArray();
    return groups.map(({ _id, count }) => ({ labels: _id, value: count }));
  });
}

function watchClocks(metrics: Metrics, { now, calendar, opened }: Watched): void {
  metrics.watch('doorstep_calendar_published_days', async () => [
    { labels: {}, value: calendar.current.publishedDays(now()) },
  ]);
  metrics.watch('doorstep_calendar_refused_files', async () => [{ labels: {}, value: calendar.refused }]);
  const clocks = (): Repository<Stored>[] => [...opened()].filter(({ noun: { spec } }) => spec.clocks !== undefined);
  const byCollection = (filter: () => object) => () =>
    Promise.all(
      clocks().map(async ({ documents, noun }) => ({
        labels: { collection: noun.spec.name },
        value: await documents.countDocuments(filter()),
      })),
    );
  metrics.watch(
    'doorstep_deadlines_open',
    byCollection(() => ({ _next: { $gt: new Date(0) } })),
  );
  metrics.watch(
    'doorstep_deadlines_unfired',
    byCollection(() => ({ _next: { $lt: new Date(now().getTime() - graceMs) } })),
  );
}

/** `figures:matching` is what a position is called. */
function partsOf(id: string): { group: string; source: string } {
  const at = id.lastIndexOf(':');
  return { group: id.slice(0, at), source: id.slice(at + 1) };
}
