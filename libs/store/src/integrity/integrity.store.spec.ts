import type { NeedName } from '@doorstep/contracts/names.js';
import { Need_State as State, type Need } from '@doorstep/contracts/matching/v1/need.js';
import { failure } from '@doorstep/domain';
import { eventually, reasonOf } from '@doorstep/testing';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { unmerged } from '../background/division-tree.js';
import type { NounDefinition, Parent } from '../mapping/definition.js';
import type { Repository } from '../write/repository.js';
import { caller, need, needs, request, testStore, type TestStore } from '../wiring/store.example.js';

const remedy = { zh: '请另选', en: 'choose another' };
const refusal = failure('FAILED_PRECONDITION', 'PARENT_OVER', '上级已结束', 'the parent is over', remedy);
const held = failure('FAILED_PRECONDITION', 'CHILDREN_OPEN', '尚有下级', 'there are children', remedy);

/** Needs under needs: they end unmet with a parent that is closed, hold one back from being met, and from being removed. */
const family: NounDefinition<Need> = {
  ...needs,
  parents: {
    ...needs.parents,
    mergedInto: {
      begins: { while: [State.LISTED], steps: [[State.DRAFTED, State.VERIFIED, 'verify']], else: refusal },
      on: {
        [State.MATCHED]: { keep: 'on purpose' },
        [State.UNMET]: {
          cascade: [State.DRAFTED, State.VERIFIED],
          by: (child: Need) => ({ ...child, state: State.UNMET }),
        },
        [State.MET]: { restrict: [State.DRAFTED], refusal: held },
      },
      removed: { restrict: [State.DRAFTED], refusal: held },
      tells: () => ['friend'],
    } satisfies Parent<Need, Need>,
  },
};

describe('what records owe to each other', () => {
  let on: TestStore;
  let records: Repository<Need>;
  const by = caller();
  const parent = () => records.create(request(), by, () => need({ state: State.LISTED }));
  const child = (mergedInto: NeedName) => records.create(request(), by, () => need({ mergedInto }));
  const move = (name: NeedName, state: State) =>
    records.update(request({ name }), by, (record) => ({ ...record, state }));
  const stateOf = async ({ name }: Need) => (await records.get(name, by)).state;

  beforeEach(async () => {
    on = await testStore({ tree: { ...unmerged, recorded: (code) => Promise.resolve(code !== '140930101001') } });
    records = on.store.open(family);
    await on.store.onModuleInit();
  });
  afterEach(() => on.close());

  it('a record begins under one that is there and admits it, and goes on only while it does', async () => {
    const { name } = await parent();
    const begun = await child(name);
    expect(await reasonOf(child('needs/none'))).toBe('NOT_FOUND');
    await move(name, State.MATCHED);
    expect(await reasonOf(child(name))).toBe('PARENT_OVER');
    expect(await reasonOf(move(begun.name, State.VERIFIED))).toBe('PARENT_OVER');
    const other = await records.create(request(), by, () => need());
    const put = records.update(request({ name: other.name }), by, (record) => ({ ...record, mergedInto: name }));
    expect(await reasonOf(put)).toBe('PARENT_OVER');
  });

  it('a step that a parent bars and its own rule refuses is refused for the parent', async () => {
    const { name } = await parent();
    const begun = await child(name);
    const refused = (method: string, by = caller({ call: { ...caller().call, method } })) =>
      reasonOf(
        records.update(request({ name: begun.name }), by, () => {
          throw held();
        }),
      );
    expect(await refused('doorstep.matching.v1.NeedService/VerifyNeed')).toBe('CHILDREN_OPEN');
    await move(name, State.MATCHED);
    expect(await refused('doorstep.matching.v1.NeedService/VerifyNeed')).toBe('PARENT_OVER');
    expect(await refused('doorstep.matching.v1.NeedService/UpdateNeed')).toBe('CHILDREN_OPEN');
    const far = caller({ scope: [], call: { ...caller().call, method: 'VerifyNeed' } });
    expect(await refused('VerifyNeed', far)).toBe('NOT_FOUND');
  });

  it('a refusal is of the one whom it concerns, whoever is written with it', async () => {
    const [{ name }, lone] = [await parent(), await records.create(request(), by, () => need())];
    await move(name, State.MATCHED);
    const change = (over: Partial<Need>) =>
      reasonOf(records.update(request({ name: lone.name }), by, (record) => ({ ...record, ...over })));
    const asked = [change({ quantity: 2 }), change({ mergedInto: name }), change({ quantity: 3 })];
    expect(await Promise.all(asked)).toEqual(['answered', 'PARENT_OVER', 'answered']);
  });

  it('of commands that share a transaction each sees what the one before did to parent and children', async () => {
    const shared = await records.create(request(), by, () => need({ name: 'needs/zz' }));
    const [{ name }, one, other] = [await parent(), await parent(), await parent()];
    const together = (named: NeedName, over: Partial<Need>) =>
      reasonOf(
        on.store.transact(
          request({ name: named }),
          by,
          { named: records.at(named), shared: records.at(shared.name) },
          ({ named: record, shared: last }) => ({
            named: { ...record, ...over },
            shared: { ...last, quantity: last.quantity + 1 },
          }),
        ),
      );
    // The first takes the turn of `shared`; both others wait for it, and so are of one transaction.
    const first = records.update(request({ name: shared.name }), by, (record) => ({ ...record, quantity: 7 }));
    const begun = [
      together(one.name, { mergedInto: name, state: State.DRAFTED }),
      together(name, { state: State.MET }),
    ];
    await first;
    expect((await Promise.all(begun)).sort()).toEqual(['CHILDREN_OPEN', 'answered']);
    const ended = [together(other.name, { state: State.MATCHED }), together(one.name, { mergedInto: other.name })];
    expect((await Promise.all(ended)).sort()).toEqual(['PARENT_OVER', 'answered']);
  });

  it('nothing lies in a division that nobody recorded', async () => {
    const nowhere = { division: '140930101001' };
    expect(await reasonOf(records.create(request(), by, () => need(nowhere)))).toBe('NOT_FOUND');
    const { name } = await parent();
    const moved = records.update(request({ name }), by, (record) => ({ ...record, ...nowhere }));
    expect(await reasonOf(moved)).toBe('NOT_FOUND');
  });

  it.each([
    { what: 'a step', end: (name: NeedName) => move(name, State.MET) },
    { what: 'its removal', end: (name: NeedName) => records.remove(request({ name }), by) },
  ])('children hold $what back, however close they come', async ({ end }) => {
    for (let round = 0; round < 8; round += 1) {
      const { name } = await parent();
      const outcomes = await Promise.all([reasonOf(end(name)), reasonOf(child(name))]);
      expect([
        ['CHILDREN_OPEN', 'answered'],
        ['answered', 'PARENT_OVER'],
        ['answered', 'NOT_FOUND'],
      ]).toContainEqual(outcomes);
    }
  });

  /** Waits until what follows the journal has read all of it. */
  const caughtUp = () =>
    eventually(async () => {
      expect(await records.documents.countDocuments({ '_ev.0': { $exists: true } })).toBe(0);
      const last = (await Array.fromAsync(on.journal.all())).at(-1);
      const read = await on.database.db
        .collection<{ _id: string; seq: number }>('positions')
        .findOne({ _id: /^cascade:/ });
      expect(read?.seq).toBe(last?._id);
    });

  it('children end with a parent that ends after all was read of them, and tell of whom', async () => {
    on.store.onApplicationBootstrap();
    const { name } = await parent();
    const early = await child(name);
    await caughtUp();
    await move(name, State.UNMET);
    await eventually(async () => expect(await stateOf(early)).toBe(State.UNMET));
    await caughtUp();
    const entries = await Array.fromAsync(on.journal.all());
    const ended = entries.find(({ aggregate, type }) => aggregate === early.name && type === 'needs.unmet');
    expect(JSON.parse(ended?.body ?? '{}')).toMatchObject({
      method: 'cascade',
      following: { record: name, tells: ['zhao', 'friend'] },
    });
    expect(on.complaints).toEqual([]);
  });

  it('a step that ends nothing is read of without a look at records', async () => {
    await parent();
    const looks = jest.spyOn(records.documents, 'findOne');
    on.store.onApplicationBootstrap();
    await caughtUp();
    expect(looks).not.toHaveBeenCalled();
  });

  it('a child that somebody wrote who had looked too early ends, too', async () => {
    on.store.onApplicationBootstrap();
    const { name } = await parent();
    const late = await records.create(request(), by, () => need({ state: State.VERIFIED }));
    await move(name, State.UNMET);
    await caughtUp();
    // As a race leaves it: nothing is read of the parent any more.
    await records.documents.updateOne({ _id: late.name }, { $set: { mergedInto: name } });
    await move(late.name, State.DRAFTED);
    await eventually(async () => expect(await stateOf(late)).toBe(State.UNMET));
  });
});
