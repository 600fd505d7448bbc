import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { parentOf } from '@doorstep/domain';
import { ownCaller } from '@doorstep/runtime';
import type { Store, Stored } from '@doorstep/store';
import { InStore } from './in-store.js';
import type { Noun } from './nouns.js';

const hourMs = 3_600_000;

/** A clock that a test moves; inject `now`. */
export class MovableClock {
  constructor(private instant: Date) {}
  readonly now = (): Date => this.instant;
  /** Moves on, never back. */
  moveTo(instant: Date): void {
    if (instant > this.instant) this.instant = instant;
  }
}

/**
 * Proves for every clock of every noun, in every state in which it runs, that nobody need come by: when its time is over,
 * the record lies one level up, or its organisations were told, or its arrow was taken; once. @param opened the
 * service's store, running by the clock.
 */
export function provesClocks(nouns: readonly Noun[], opened: () => Store, clock: MovableClock): void {
  const cells = nouns.flatMap(cellsOf);
  if (cells.length === 0) return; // jest refuses a table without rows
  it.each(cells)('$named of $collection in $state', async ({ noun, named, spec, state }) => {
    const store = opened();
    const { collection, example, model } = noun;
    const records = store.open(collection);
    const caller = ownCaller('test', 'clocks');
    const name = `${collection.name}/${randomUUID()}`;
    const { division: place } = example.record();
    const draft = { ...(await example.draft?.(new InStore(nouns, store))), division: place };
    const begun = await records.create({ requestId: randomUUID(), reason: '' }, caller, () => ({
      ...example.record(),
      ...draft,
      ...{ name, etag: '', state },
      ...(typeof spec.from === 'string' && { [spec.from]: new Date(clock.now().getTime() + hourMs) }),
    }));
    expect(begun).toMatchObject({ overdue: false, waiting: { escalations: 0 } });
    const { _clocks: clocks = {} } = await records.load(name);
    clock.moveTo(clocks[named]?.rings.at(-1)?.at ?? new Date(Number.NaN));
    await store.fireDue();
    await store.fireDue();
    expect(await records.get(name, caller)).toMatchObject(endOf(spec, model.arrows[state], begun));
    const { items } = await records.history(name, { pageSize: 0, pageToken: '' }, caller);
    const ends = items.filter((change) => change.clock === named && !change.type.endsWith('.warned'));
    expect(ends.map(({ actor }) => actor)).toEqual(['system']);
  });
}

type Spec = NonNullable<Noun['collection']['clocks']>[string];

/** Each clock of a noun in each state in which it runs. */
function cellsOf(noun: Noun) {
  const { name: collection, clocks = {} } = noun.collection;
  return Object.entries(clocks).flatMap(([named, spec]) => {
    const states = Array.isArray(spec.in) ? (spec.in as readonly string[]) : Object.keys(spec.in);
    const running = states.filter((state) => spec.pauses?.includes(state) !== true);
    return running.map((state) => ({ collection, named, state, noun, spec }));
  });
}

/** What a record is once a clock ran out on it. */
function endOf(
  { verb, tells }: Spec,
  arrows: Noun['model']['arrows'][string] = {},
  { state, waiting }: Stored,
): object {
  const { [verb ?? '']: arrow } = arrows;
  if (arrow !== undefined) return { state: typeof arrow === 'string' ? arrow : arrow.to, overdue: false };
  const desk = waiting?.desk ?? '';
  const above = tells === undefined ? parentOf(desk) : '';
  return {
    ...{ state, overdue: true },
    waiting: above === '' ? { desk, escalations: 0 } : { desk: above, escalations: 1 },
  };
}
