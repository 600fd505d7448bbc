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
 * Proves for every clock of every noun, in every state in which it runs, that nobody need come by: when its time is over,
 * the record lies one level up, or its organisations were told, or its arrow was taken; once. @param opened the
 * service's store, running by the clock.
 */
export function provesClocks(nouns: readonly Noun[], opened: () => Store, clock: MovableClock): void {
  const cells = nouns.flatMap(({ collection: spec, example, model }) =>
    Object.entries(spec.clocks ?? {}).flatMap(([named, { in: states, verb, tells, pauses = [] }]) =>
      (Array.isArray(states) ? (states as readonly string[]) : Object.keys(states))
        .filter((state) => !pauses.includes(state))
        .map((state) => ({ collection: spec.name, state, named, spec, example, verb, tells, model })),
    ),
  );
  if (cells.length === 0) return; // jest refuses a table without rows
  it.each(cells)('$named of $collection in $state', async ({ spec, state, named, example, verb, tells, model }) => {
    const store = opened();
    const records = store.open(spec);
    const caller = ownCaller('test', 'clocks');
    const name = `${spec.name}/${randomUUID()}`;
    const request = { requestId: randomUUID(), reason: '' };
    const { division: place } = example.record();
    const draft = { ...(await example.draft?.(new InStore(nouns, store))), division: place };
    const begun = await records.create(request, caller, () => ({
      ...example.record(),
      ...draft,
      ...{ name, etag: '', state },
    }));
    expect(begun).toMatchObject({ overdue: false, waiting: { escalations: 0 } });
    const desk = begun.waiting?.desk ?? '';
    const { _clocks: clocks = {} } = await records.load(name);
    clock.moveTo(clocks[named]?.rings.at(-1)?.at ?? new Date(Number.NaN));
    await store.fireDue();
    await store.fireDue();
    const after = await records.get(name, caller);
    const told = {
      overdue: true,
      waiting: { clocks: expect.arrayContaining([expect.objectContaining({ name: named, overdue: true })]) as unknown },
    };
    const above = parentOf(desk) === '' ? { desk, escalations: 0 } : { desk: parentOf(desk), escalations: 1 };
    if (verb !== undefined) {
      const led = model.arrows[state]?.[verb];
      expect(after).toMatchObject({ state: typeof led === 'string' ? led : led?.to, overdue: false });
    } else if (tells !== undefined) expect(after).toMatchObject({ state, ...told });
    else expect(after).toMatchObject({ state, overdue: true, waiting: above });
    const history = await records.history(name, { pageSize: 0, pageToken: '' }, caller);
    const ends = history.items.filter(({ type }) => !type.endsWith('.warned')).slice(1);
    expect(ends.filter(({ actor }) => actor === 'system').length).toBeGreaterThanOrEqual(1);
  });
}
