import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { NeedName } from '@doorstep/contracts/names.js';
import { Need_State, type Need } from '@doorstep/contracts/matching/v1/need.js';
import { calendarDays, endOf, hours, lifecycle, refusals, workingDays } from '@doorstep/domain';
import type { EventBody } from '@doorstep/events';
import { reasonOf } from '@doorstep/testing';
import type { NounDefinition } from '../mapping/definition.js';
import { caller, need, needs, request, testStore, type TestStore } from '../wiring/store.example.js';
import { unmerged } from '../background/division-tree.js';
import type { Repository } from '../write/repository.js';

const { DRAFTED, VERIFIED, LISTED, MATCHED, MET, UNMET, MERGED } = Need_State;
const at = (shanghai: string): Date => new Date(`${shanghai}+08:00`);
const tuesday = at('2025-03-04T10:00');
/** When the lease of whoever was matched on that Tuesday lapses. */
const lapse = at('2025-03-07T00:00');
const early = at('2025-03-05T09:00');

const life = lifecycle(LISTED, {
  [LISTED]: { match: MATCHED },
  [MATCHED]: { lapse: LISTED, meet: MET, match: MATCHED },
  [MET]: {},
});
const refuse = refusals({
  NOT_NOW: { zh: '暂不能办理', en: 'not now', remedy: { zh: '稍后再试', en: 'try later' } },
});
/** A division that was never recorded. */
const nowhere = '1409301000019999';

/** A need that somebody has for two working days, and that is listed again where they do nothing with it. */
const leased: NounDefinition<Need> = {
  ...needs,
  clocks: {
    lease: {
      zh: '认领期限',
      in: { [MATCHED]: workingDays(2) },
      per: 'verifiedBy',
      verb: 'lapse',
      rule: (record) => ({ ...life.move(record, 'lapse'), verifiedBy: '' }),
    },
    window: {
      zh: '需求时段',
      in: [DRAFTED],
      from: 'openUntil',
      within: hours(0),
      verb: 'close',
      rule: (record) => {
        if (record.quantity > 1) throw refuse.NOT_NOW();
        return { ...record, division: nowhere };
      },
    },
    promise: {
      zh: '承诺期限',
      in: [VERIFIED, UNMET],
      within: ({ quantity }) => (quantity > 1 ? workingDays(quantity) : undefined),
    },
    term: {
      zh: '任期',
      in: [MERGED],
      from: ({ place }) => (place === '' ? undefined : endOf(place)),
      within: calendarDays(1),
      tells: 'routedTo',
    },
  },
};

describe('a step and the clocks of its record', () => {
  let now = tuesday;
  let on: TestStore;
  let records: Repository<Need>;
  const by = caller();
  const matched = async (over: Partial<Need> = {}): Promise<NeedName> =>
    (await records.create(request(), by, () => need({ state: MATCHED, verifiedBy: 'li', ...over }))).name;
  const meet = (record: Need): Need => life.move(record, 'meet');
  const match =
    (who: string) =>
    (record: Need): Need => ({ ...life.move(record, 'match'), verifiedBy: who });
  /** Type and instant of every event. */
  const events = async (name: string) =>
    (await records.load(name))._ev.map(({ type, body }) => [
      type.replace('needs.', ''),
      new Date((JSON.parse(body) as EventBody).effectiveTime),
    ]);

  beforeEach(async () => {
    now = tuesday;
    on = await testStore({
      now: () => now,
      tree: { ...unmerged, recorded: (code) => Promise.resolve(code !== nowhere) },
    });
    records = on.store.open(leased);
    await on.store.onModuleInit();
  });
  afterEach(() => on.close());

  it('meets a record that lapsed as lapsed, in one write, though nobody had looked yet', async () => {
    const name = await matched();
    now = at('2025-03-09T12:00');
    const written = jest.spyOn(records.documents, 'updateOne');
    expect(await records.update(request({ name }), by, match('wang'))).toMatchObject({
      state: MATCHED,
      verifiedBy: 'wang',
    });
    expect(written).toHaveBeenCalledTimes(1);
    expect(await events(name)).toEqual([
      ['matched', tuesday],
      ['listed', lapse],
      ['matched', now],
    ]);
    expect((await records.load(name))._next).toEqual(at('2025-03-11T00:00'));
  });

  it('meets it as it was where it took effect before, though it is recorded late', async () => {
    const name = await matched();
    now = at('2025-03-09T12:00');
    const step = request({ name, effectiveTime: early });
    expect(await records.update(step, by, meet)).toMatchObject({ state: MET, verifiedBy: 'li' });
    expect(await events(name)).toEqual([
      ['matched', tuesday],
      ['met', early],
    ]);
    expect(await on.store.fireDue()).toBe(0);
  });

  it('is refused by the lapsed record, and what the clock did is written', async () => {
    const name = await matched();
    const { etag } = await records.get(name, by);
    now = at('2025-03-07T00:00');
    expect(await reasonOf(records.update(request({ name, etag }), by, meet))).toBe('STALE_ETAG');
    expect(await events(name)).toEqual([
      ['matched', tuesday],
      ['listed', lapse],
    ]);
    expect(await reasonOf(records.update(request({ name }), by, meet))).toBe('WRONG_STATE');
  });

  it('has one winner where many steps wait for the lapse', async () => {
    const replicas = [on, await on.replica(), await on.replica()].map(({ store }) => store.open(leased));
    const name = await matched();
    now = at('2025-03-09T12:00');
    const free = (who: string) => (record: Need) => {
      if (record.state !== LISTED) throw refuse.NOT_NOW();
      return match(who)(record);
    };
    const tries = replicas.flatMap((replica) =>
      ['wang', 'zhang', 'liu'].map((who) => reasonOf(replica.update(request({ name }), by, free(who)))),
    );
    const answers = await Promise.all([...tries, on.store.fireDue()]);
    expect(answers.filter((answer) => answer === 'answered')).toHaveLength(1);
    const [first, second, third, ...more] = await events(name);
    expect([first, second, third?.[0], more]).toEqual([['matched', tuesday], ['listed', lapse], 'matched', []]);
  });

  it('meets it so in a transaction, too, and the record that it only relies on', async () => {
    const [name, other] = [await matched(), await matched()];
    now = at('2025-03-09T12:00');
    const both = { one: records.at(name), other: records.at(other) };
    const states: string[] = [];
    await on.store.transact(request({ name }), by, both, ({ one, other: relied }) => {
      states.push(one.state, relied.state);
      return { one: match('wang')(one) };
    });
    expect(states).toEqual([LISTED, LISTED]);
    expect(await events(name)).toEqual([
      ['matched', tuesday],
      ['listed', lapse],
      ['matched', now],
    ]);
    expect(await events(other)).toEqual([
      ['matched', tuesday],
      ['listed', lapse],
    ]);
    const late = request({ name: other, effectiveTime: early });
    expect(await reasonOf(on.store.transact(late, by, { one: records.at(other) }, (all) => all))).toBe(
      'EFFECTIVE_BEFORE_PREVIOUS',
    );
  });

  it('begins a lease anew for somebody else, and leaves that of the same be', async () => {
    const name = await matched();
    now = at('2025-03-05T12:00');
    expect((await records.update(request({ name }), by, (record) => ({ ...record, quantity: 3 }))).dueTime).toEqual(
      lapse,
    );
    expect((await records.update(request({ name }), by, match('wang'))).dueTime).toEqual(at('2025-03-08T00:00'));
  });

  it('rings no sooner than a day after it was recorded late', async () => {
    now = at('2025-03-06T20:00');
    const late = request({ effectiveTime: tuesday });
    const { name, dueTime } = await records.create(late, by, () => need({ state: MATCHED, verifiedBy: 'li' }));
    expect(dueTime).toEqual(lapse);
    now = at('2025-03-07T19:59');
    expect(await on.store.fireDue()).toBe(0);
    now = at('2025-03-07T20:00');
    expect(await on.store.fireDue()).toBe(1);
    expect(await events(name)).toEqual([
      ['matched', tuesday],
      ['listed', now],
    ]);
  });

  it('goes by a date of the record, and anew where that changes', async () => {
    const [first, second] = [at('2025-03-10T18:00'), at('2025-03-12T18:00')];
    const { name, dueTime } = await records.create(request(), by, () => need({ openUntil: first }));
    expect(dueTime).toEqual(first);
    const later = await records.update(request({ name }), by, (record) => ({ ...record, openUntil: second }));
    expect(later).toMatchObject({ dueTime: second, waiting: { desk: '', warnTime: undefined } });
  });

  it('goes by a day that the record says as a text, and not without', async () => {
    const { name, waiting } = await records.create(request(), by, () => need({ state: MERGED }));
    expect(waiting).toBeUndefined();
    const dated = await records.update(request({ name }), by, (record) => ({ ...record, place: '2025-03-06' }));
    expect(dated.dueTime).toEqual(at('2025-03-11T00:00')); // one day from Friday’s first instant: Saturday, so Monday
  });

  it.each([
    { who: 'the noun', quantity: 2 },
    { who: 'another record', quantity: 1 },
  ])('is overdue where $who refuses what its clock wants, and steps go on', async ({ quantity }) => {
    const until = at('2025-03-04T18:00');
    const { name } = await records.create(request(), by, () => need({ openUntil: until, quantity }));
    now = at('2025-03-05T08:00');
    await on.store.fireDue();
    expect(await records.get(name, by)).toMatchObject({ state: DRAFTED, overdue: true });
    expect(await on.store.fireDue()).toBe(0);
    expect(await events(name)).toEqual([
      ['drafted', tuesday],
      ['overdue', until],
    ]);
    const titled = await records.update(request({ name }), by, (record) => ({ ...record, title: '送两餐' }));
    expect(titled.title).toBe('送两餐');
  });

  it('runs as long as the record says, from one state to the next, and longer where that is said', async () => {
    const { name, dueTime } = await records.create(request(), by, () => need({ state: VERIFIED, quantity: 2 }));
    expect(dueTime).toEqual(lapse);
    now = at('2025-03-05T10:00');
    const moved = await records.update(request({ name }), by, (record) => ({ ...record, state: UNMET }));
    expect(moved.dueTime).toEqual(lapse);
    const longer = await records.update(request({ name }), by, (record) => ({ ...record, quantity: 4 }));
    expect(longer.dueTime).toEqual(at('2025-03-11T00:00'));
    const none = await records.update(request({ name }), by, (record) => ({ ...record, quantity: 1 }));
    expect(none).toMatchObject({ dueTime: undefined, waiting: undefined });
    expect(await records.load(name)).not.toHaveProperty('_next');
  });

  it('leaves a clock out that its noun has no more', async () => {
    const name = await matched();
    now = at('2025-03-09T12:00');
    const next = await on.replica();
    const without = next.store.open<Need>({
      ...leased,
      clocks: { step: { zh: '办理期限', in: { [DRAFTED]: hours(1) } } },
    });
    expect(await next.store.fireDue()).toBe(1);
    expect(await without.get(name, by)).toMatchObject({ state: MATCHED, waiting: undefined });
    expect(await next.store.fireDue()).toBe(0);
  });
});
