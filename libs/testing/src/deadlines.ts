import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { parentOf } from '@doorstep/domain';
import { ownCaller } from '@doorstep/runtime';
import type { Collection, Store, Stored } from '@doorstep/store';

/** A noun's collection, and a record of it that lies somewhere. */
export interface Timed {
  readonly spec: Collection<Stored>;
  readonly example: Stored;
}

/** A noun with an example of it, for a table of several. */
export const timed = <T extends Stored>(spec: Collection<T>, example: T): Timed => ({
  spec: spec as unknown as Collection<Stored>,
  example,
});

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
 * Proves for every state in which a record may rest only so long that nobody need come by: when its time is over the
 * record is overdue and lies one level up, once, whoever had it. @param opened the service's store, running by the clock.
 */
export function provesDeadlines(nouns: readonly Timed[], opened: () => Store, clock: MovableClock): void {
  const cells = nouns.flatMap(({ spec, example }) =>
    Object.keys(spec.deadlines ?? {}).map((state) => ({ collection: spec.name, state, spec, example })),
  );
  it.each(cells)('$collection in $state', async ({ spec, state, example }) => {
    const store = opened();
    const records = store.open(spec);
    const caller = ownCaller('test', 'deadlines');
    const name = `${spec.name}/${randomUUID()}`;
    const request = { requestId: randomUUID(), reason: '' };
    const begun = await records.create(request, caller, { ...example, name, etag: '', state });
    const division = begun.waiting?.desk ?? '';
    expect(begun).toMatchObject({ overdue: false, waiting: { escalations: 0 } });
    clock.moveTo(new Date((begun.dueTime?.getTime() ?? 0) + 1_000));
    await store.fireDue();
    await store.fireDue();
    const above = parentOf(division);
    const want = above === '' ? { desk: division, escalations: 0 } : { desk: above, escalations: 1 };
    expect(await records.get(name, caller)).toMatchObject({ state, overdue: true, waiting: want });
  });
}
