import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { parentOf } from '@doorstep/domain';
import { ownCaller } from '@doorstep/runtime';
import type { Store } from '@doorstep/store';
import { InStore } from './in-store.js';
import type { Noun } from './nouns.js';

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
export function provesDeadlines(nouns: readonly Noun[], opened: () => Store, clock: MovableClock): void {
  const cells = nouns.flatMap(({ collection: spec, example }) =>
    Object.keys(spec.deadlines ?? {}).map((state) => ({ collection: spec.name, state, spec, example })),
  );
  if (cells.length === 0) return; // jest refuses a table without rows
  it.each(cells)('$collection in $state', async ({ spec, state, example }) => {
    const store = opened();
    const records = store.open(spec);
    const caller = ownCaller('test', 'deadlines');
    const name = `${spec.name}/${randomUUID()}`;
    const request = { requestId: randomUUID(), reason: '' };
    const { division: place } = example.record();
    const draft = { ...(await example.draft?.(new InStore(nouns, store))), division: place };
    const begun = await records.create(request, caller, () => ({
      ...example.record(),
      ...draft,
      ...{ name, etag: '', state },
    }));
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
