import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NeedName } from '@doorstep/contracts/names.js';
import { Need_State as State, type Need } from '@doorstep/contracts/matching/v1/need.js';
import { audience } from '@doorstep/domain';
import { Relay } from '@doorstep/events';
import { reasonOf } from '@doorstep/testing';
import { mongo } from 'mongoose';
import type { Repository } from './repository.js';
import { caller, need, needs, request, testStore, type TestStore } from '../wiring/store.example.js';

describe('transact', () => {
  let at: TestStore;
  let records: Repository<Need>;
  const by = caller();

  beforeAll(async () => {
    at = await testStore();
    records = at.store.open(needs);
    await at.store.onModuleInit();
  });
  afterAll(() => at.close());

  const pair = async () =>
    [await records.create(request(), by, () => need()), await records.create(request(), by, () => need())] as const;
  const both = (one: NeedName, other: NeedName) => ({ one: records.at(one), other: records.at(other) });

  it('changes several records in one command, each with its event', async () => {
    const [one, other] = await pair();
    const after = await at.store.transact(request({ name: one.name }), by, both(one.name, other.name), (all) => ({
      one: { ...all.one, quantity: 5 },
      other: { ...all.other, quantity: 6 },
    }));
    expect(after).toMatchObject({ one: { quantity: 5, etag: '2' }, other: { quantity: 6, etag: '2' } });
    const events = [await records.load(one.name), await records.load(other.name)].map(({ _ev }) =>
      JSON.parse(_ev.at(-1)?.body ?? ''),
    );
    expect(events[0].commandId).toBe(events[1].commandId);
  });

  it('takes along those who wait for the same record, each of whom sees what the one before left', async () => {
    let committed = 0;
    const crowded = await testStore({
      onCommand: ({ commandName }) => (committed += commandName === 'commitTransaction' ? 1 : 0),
    });
    const own = crowded.store.open(needs);
    await crowded.store.onModuleInit();
    const shared = await own.create(request(), by, () => need({ name: 'needs/zz', quantity: 1 }));
    const each = await Promise.all(Array.from({ length: 50 }, () => own.create(request(), by, () => need())));
    committed = 0;
    const outcomes = await Promise.all(
      each.map(({ name }, at) =>
        crowded.store
          .transact(request({ name }), by, { one: own.at(name), shared: own.at(shared.name) }, (all) => {
            if (at === 30) throw new Error('this one is refused');
            return {
              one: { ...all.one, quantity: all.shared.quantity },
              shared: { ...all.shared, quantity: all.shared.quantity + 1 },
            };
          })
          .then(
            ({ one }) => one.quantity,
            () => 'refused',
          ),
      ),
    );
    const seen = outcomes.filter((one) => typeof one === 'number');
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 49 }, (_, at) => at + 1));
    expect(await own.get(shared.name, by)).toMatchObject({ quantity: 50, etag: '50' });
    expect(await own.get(each[30]?.name ?? 'needs/none', by)).toMatchObject({ etag: '1' });
    expect(committed).toBeLessThan(10);
    await crowded.close();
  });

  it('changes nothing where the rule refuses', async () => {
    const [one, other] = await pair();
    const refused = at.store.transact(
      request({ name: one.name, etag: '0' }),
      by,
      both(one.name, other.name),
      ({ one: first }) => ({ one: { ...first, quantity: 9 } }),
    );
    expect(await reasonOf(refused)).toBe('STALE_ETAG');
    expect(await records.get(one.name, by)).toMatchObject({ quantity: 1, etag: '1' });
  });

  it('answers a repeat without a second effect', async () => {
    const [one, other] = await pair();
    const asked = request({ name: one.name });
    const more = () =>
      at.store.transact(asked, by, both(one.name, other.name), (all) => ({
        one: { ...all.one, quantity: all.one.quantity + 1 },
      }));
    await more();
    expect((await more()).one).toMatchObject({ quantity: 2, etag: '2' });
  });

  it('holds what a rule only relied on: no write skew', async () => {
    const [one, other] = await pair();
    // Each rule withdraws its record while the other one stands; one of them must see that the other is gone.
    const withdraw = (first: NeedName, second: NeedName) =>
      at.store.transact(request({ name: first }), by, both(first, second), (all) => {
        if (all.other.state !== State.DRAFTED) throw new Error('the last one stays');
        return { one: { ...all.one, state: State.UNMET } };
      });
    const outcomes = await Promise.allSettled([withdraw(one.name, other.name), withdraw(other.name, one.name)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('holds them against another replica too', async () => {
    const replica = await at.replica();
    const theirs = replica.store.open(needs);
    for (let round = 0; round < 10; round += 1) {
      const [one, other] = await pair();
      const rule = (all: { one: Need; other: Need }) => {
        if (all.other.state !== State.DRAFTED) throw new Error('the last one stays');
        return { one: { ...all.one, state: State.UNMET } };
      };
      const ours = at.store.transact(request({ name: one.name }), by, both(one.name, other.name), rule);
      const other2 = { one: theirs.at(other.name), other: theirs.at(one.name) };
      const outcomes = await Promise.allSettled([
        ours,
        replica.store.transact(request({ name: other.name }), by, other2, rule),
      ]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });

  it.each([
    { scoped: true, want: 'NOT_FOUND' },
    { scoped: false, want: 'answered' },
  ])('reaches beyond the caller only where another record vouches, scoped $scoped: $want', async ({ scoped, want }) => {
    const mine = await records.create(request(), by, () => need());
    const far = await records.create(request(), by, () => need({ division: '140930101001' }));
    const local = caller({ scope: [audience.division('140930100')] });
    const asked = at.store.transact(
      request({ name: mine.name }),
      local,
      { mine: records.at(mine.name), far: records.at(far.name, { scoped }) },
      (all) => ({
        far: { ...all.far, quantity: 3 },
      }),
    );
    expect(await reasonOf(asked)).toBe(want);
  });

  it('wakes the relay', async () => {
    const [one, other] = await pair();
    const wakes = jest.spyOn(Relay.prototype, 'wake');
    await at.store.transact(request({ name: one.name }), by, both(one.name, other.name), () => ({}));
    expect(wakes).toHaveBeenCalledTimes(1);
    wakes.mockRestore();
  });

  it('takes effect after the last step of each record', async () => {
    const [early, late] = [new Date('2025-01-06'), new Date('2025-03-03')];
    const seen: Date[] = [];
    const [one, other] = [
      await records.create(request({ effectiveTime: early }), by, () => need()),
      await records.create(request({ effectiveTime: late }), by, () => need()),
    ];
    const on = (effectiveTime: Date) =>
      reasonOf(
        at.store.transact(request({ name: one.name, effectiveTime }), by, both(one.name, other.name), (all, now) => {
          seen.push(now);
          return { one: { ...all.one, quantity: 2 } };
        }),
      );
    expect(await on(new Date('2025-02-03'))).toBe('EFFECTIVE_BEFORE_PREVIOUS');
    expect(await on(late)).toBe('answered');
    expect(seen).toEqual([late]);
  });

  it('does not reach what was removed, whoever vouches for it', async () => {
    const [one, other] = await pair();
    await records.remove(request({ name: other.name }), by);
    const references = { one: records.at(one.name), other: records.at(other.name, { scoped: false }) };
    expect(await reasonOf(at.store.transact(request({ name: one.name }), by, references, () => ({})))).toBe(
      'NOT_FOUND',
    );
  });

  it('is refused where it does not name the record of its request', async () => {
    const [one, other] = await pair();
    const asked = at.store.transact(request({ name: 'needs/none' }), by, both(one.name, other.name), () => ({}));
    await expect(asked).rejects.toThrow('must name the record of its request, needs/none');
  });

  it('answers without personal fields, also a repeat', async () => {
    const [one, other] = [
      await records.create(request(), by, () => need({ contactPhone: '13800138000' })),
      await records.create(request(), by, () => need({ contactPhone: '13900139000' })),
    ];
    const asked = request({ name: one.name });
    const change = () =>
      at.store.transact(asked, by, both(one.name, other.name), (all) => ({ one: { ...all.one, quantity: 2 } }));
    for (const answer of [await change(), await change()]) {
      expect(answer.one.quantity).toBe(2);
      expect([answer.one.contactPhone, answer.other.contactPhone]).toEqual(['', '']);
    }
  });

  it('gives up at the deadline of its caller, though somebody else holds a record', async () => {
    const [one, other] = await pair();
    const stuck = await at.database.connection.startSession();
    stuck.startTransaction();
    await records.documents.updateOne({ _id: other.name }, { $set: { _hold: 1 } }, { session: stuck });
    const hurried = caller({ call: { ...by.call, deadline: new Date() } });
    const ask = () => at.store.transact(request({ name: one.name }), hurried, both(one.name, other.name), () => ({}));
    expect(await reasonOf(ask())).toBe('CONTENDED');
    // Nobody let go of it: the server would have done so after ten seconds.
    expect(await records.documents.findOne({ _id: other.name }, { session: stuck })).toMatchObject({ _hold: 1 });
    await stuck.abortTransaction();
    await stuck.endSession();
    expect(await records.get(one.name, by)).toMatchObject({ etag: '1' });
    expect(await reasonOf(ask())).toBe('answered');
  });

  it('says of an error of the driver what it means', async () => {
    const [one, other] = await pair();
    const broken = jest.spyOn(at.database.connection, 'transaction');
    broken.mockRejectedValueOnce(new mongo.MongoNetworkError('connection 7 to 10.0.0.1 closed'));
    const asked = at.store.transact(request({ name: one.name }), by, both(one.name, other.name), () => ({}));
    expect(await reasonOf(asked)).toBe('OUTCOME_UNKNOWN');
    broken.mockRestore();
  });
});
