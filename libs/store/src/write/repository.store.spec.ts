import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Need_State as State, Need_Urgency, type Need } from '@doorstep/contracts/matching/v1/need.js';
import { audience, DomainError, type Caller } from '@doorstep/domain';
import type { EventBody } from '@doorstep/events';
import { reasonOf } from '@doorstep/testing';
import type { Following } from '../mapping/definition.js';
import type { Repository } from './repository.js';
import { maxReceipts } from '../mapping/document.js';
import { caller, need, needs, request, testStore, type TestStore } from '../wiring/store.example.js';

describe('repository', () => {
  let at: TestStore;
  let records: Repository<Need>;
  const by = caller();

  beforeAll(async () => {
    at = await testStore();
    records = at.store.open(needs);
    await at.store.onModuleInit();
  });
  afterAll(() => at.close());

  const retitle =
    (title: string) =>
    (record: Need): Need => ({ ...record, title });

  it('writes state, event, receipt and clock in one document', async () => {
    const { name } = await records.create(request({ reason: '走访时发现' }), by, () =>
      need({ contactPhone: '13800138000' }),
    );
    const document = await records.load(name);
    expect(document).toMatchObject({
      _v: 1,
      state: State.DRAFTED,
      _ev: [{ type: 'needs.drafted', version: 1, n: 0 }],
      _req: [{ v: 1 }],
    });
    expect(document._aud).toEqual(['*', 'd:140930', 'd:140930100', 'd:140930100001', 'd:1409301000010001', 'u:zhao']);
    expect(document._next).toEqual(document._clocks?.['step']?.warn);
  });

  it('keeps personal data and reasons out of the public part of an event', async () => {
    const { name } = await records.create(request({ reason: '张大爷说的' }), by, () =>
      need({ contactPhone: '13800138000', place: '3号楼' }),
    );
    const [event] = (await records.load(name))._ev;
    expect(event?.body).toContain('elder-care');
    for (const secret of ['13800138000', '3号楼', '张大爷说的']) expect(event?.body).not.toContain(secret);
    expect(event?.sealed?.suite).toBe('plain');
  });

  it('writes only what changed, and leaves what it does not know', async () => {
    const { name } = await records.create(request(), by, () => need());
    await records.documents.updateOne({ _id: name }, { $set: { fieldOfTomorrow: 'kept', quantity: 1 } });
    await records.update(request({ name }), by, retitle('送两餐'));
    expect(await records.load(name)).toMatchObject({ fieldOfTomorrow: 'kept', title: '送两餐', _v: 2 });
  });

  it('takes a field away that a rule empties', async () => {
    const { name } = await records.create(request(), by, () => need({ openFrom: new Date('2025-01-01') }));
    await records.update(request({ name }), by, (record) => ({ ...record, openFrom: undefined }));
    expect(await records.load(name)).not.toHaveProperty('openFrom');
  });

  it('writes nothing where a rule changes nothing', async () => {
    const { name } = await records.create(request(), by, () => need());
    expect((await records.update(request({ name }), by, (record) => ({ ...record }))).etag).toBe('1');
    expect((await records.load(name))._ev).toHaveLength(1);
  });

  it('reads an older document as the contract stands today', async () => {
    await records.documents.insertOne({
      _id: 'needs/old',
      _v: 1,
      _aud: ['*', 'd:140930'],
      _ev: [],
      _req: [],
      title: '旧',
    });
    expect(await records.get('needs/old', by)).toMatchObject({
      name: 'needs/old',
      etag: '1',
      urgency: Need_Urgency.UNSPECIFIED,
      routedTo: [],
    });
  });

  it('answers a repeat as the record stands, also when much happened since', async () => {
    const first = request();
    const { name } = await records.create(first, by, () => need());
    for (let i = 0; i < maxReceipts + 5; i += 1)
      await records.update(request({ name }), by, retitle(`第${String(i)}次`));
    const again = await records.create(first, by, () => need());
    expect(again).toMatchObject({ name, title: `第${String(maxReceipts + 4)}次` });
    expect((await records.load(name))._req).toHaveLength(maxReceipts);
  });

  it('answers a repeat where the rule would refuse by now, and nobody else', async () => {
    const first = request();
    const { name } = await records.create(first, by, () => need());
    const refuse = async (): Promise<Need> => {
      throw new DomainError('FAILED_PRECONDITION', 'TOO_LATE', { zh: '太晚了', en: 'too late' });
    };
    expect(await records.create(first, by, refuse)).toMatchObject({ name });
    const other = caller({ call: { ...by.call, digest: 'another' } });
    expect(await reasonOf(records.create(first, other, refuse))).toBe('REQUEST_REUSED');
    for (const [asked, who] of [
      [request(), by],
      [first, caller({ subject: 'sun' })],
    ] as const)
      expect(await reasonOf(records.create(asked, who, refuse))).toBe('TOO_LATE');
  });

  it('refuses a repeat with another body, of another method, and lets another caller use the same id', async () => {
    const first = request();
    const { name } = await records.create(first, by, () => need());
    const other = caller({ call: { ...by.call, digest: 'another' } });
    expect(await reasonOf(records.create(first, other, () => need()))).toBe('REQUEST_REUSED');
    expect(await reasonOf(records.update({ ...first, name }, other, retitle('x')))).toBe('REQUEST_REUSED');
    expect(await reasonOf(records.create(first, caller({ subject: 'sun' }), () => need()))).toBe('answered');
  });

  it('gives every one of many concurrent changes a version of its own', async () => {
    const { name } = await records.create(request(), by, () => need({ quantity: 0 }));
    const more = (record: Need): Need => ({ ...record, quantity: record.quantity + 1 });
    await Promise.all(Array.from({ length: 200 }, () => records.update(request({ name }), by, more)));
    expect(await records.get(name, by)).toMatchObject({ quantity: 200, etag: '201' });
  });

  it('serves all who wait in line by one look, each within their own reach', async () => {
    const { name } = await records.create(request(), by, () => need({ quantity: 0 }));
    const looks = jest.spyOn(records, 'load');
    const stranger = caller({ scope: [audience.division('999999')] });
    const once = (record: Need): Need => {
      if (record.quantity > 0) throw new Error('taken');
      return { ...record, quantity: 1 };
    };
    const take = (who: Caller) => records.update(request({ name }), who, once).catch((error: unknown) => error);
    const answers = await Promise.all([...Array.from({ length: 49 }, () => take(by)), take(stranger)]);
    expect(looks).toHaveBeenCalledTimes(1);
    looks.mockRestore();
    expect(answers.filter((answer) => !(answer instanceof Error))).toHaveLength(1);
    expect(answers.at(-1)).toMatchObject({ reason: 'NOT_FOUND' });
    expect(await take(by)).toEqual(new Error('taken'));
  });

  it('does not mistake a change by another replica for its own', async () => {
    const { name } = await records.create(request(), by, () => need({ quantity: 0 }));
    const other = await at.replica();
    const theirs = other.store.open(needs);
    const more = (record: Need): Need => ({ ...record, quantity: record.quantity + 1 });
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => (i % 2 ? records : theirs).update(request({ name }), by, more)),
    );
    expect((await records.get(name, by)).quantity).toBe(40);
  });

  it.each([
    { who: 'the county', scope: [audience.division('140930')], want: 'answered' },
    { who: 'the township', scope: [audience.division('140930100')], want: 'answered' },
    { who: 'the owner', scope: [audience.owner('zhao')], want: 'answered' },
    { who: 'a service', scope: 'everywhere' as const, want: 'answered' },
    { who: 'another township', scope: [audience.division('140930101')], want: 'NOT_FOUND' },
    { who: 'a longer code', scope: [audience.division('14093010000100010001')], want: 'NOT_FOUND' },
    { who: 'another owner', scope: [audience.owner('qian')], want: 'NOT_FOUND' },
    { who: 'nobody', scope: [], want: 'NOT_FOUND' },
  ])('shows a record to $who: $want', async ({ scope, want }) => {
    const { name } = await records.create(request(), by, () => need());
    expect(await reasonOf(records.get(name, caller({ scope })))).toBe(want);
    expect(await reasonOf(records.update(request({ name }), caller({ scope }), retitle('看见')))).toBe(want);
  });

  it('counts a record from the day on which it began to', async () => {
    const { name } = await records.create(request({ effectiveTime: new Date('2025-03-03') }), by, () => need());
    const bodyOf = async () => JSON.parse((await records.load(name))._ev.at(-1)?.body ?? '{}') as EventBody;
    const rows = async () => (await bodyOf()).figures.slice(0, 1);
    const by1 = { channel: 'CHANNEL_BOX' };
    expect(await rows()).toEqual([{ figure: 'needs_collected', counted: false, day: '', by: by1 }]);
    // 23:30 in Shanghai on the fourth is 15:30 UTC.
    await records.update(request({ name, effectiveTime: new Date('2025-03-04T15:30Z') }), by, (record) => ({
      ...record,
      state: State.LISTED,
    }));
    expect(await rows()).toEqual([{ figure: 'needs_collected', counted: true, day: '2025-03-04', by: by1 }]);
    await records.update(request({ name }), by, retitle('改了'));
    expect(await rows()).toEqual([{ figure: 'needs_collected', counted: true, day: '2025-03-04', by: by1 }]);
    await records.update(request({ name }), by, (record) => ({ ...record, state: State.MERGED }));
    expect(await rows()).toEqual([{ figure: 'needs_collected', counted: false, day: '', by: by1 }]);
  });

  it('does what follows another record no earlier than the last step, which may have come meanwhile', async () => {
    const [early, late] = [new Date('2025-03-03'), new Date('2025-03-05')];
    const { name } = await records.create(request({ effectiveTime: early }), by, () => need());
    const step = (effectiveTime: Date, state: State, following?: Following) =>
      records.update(request({ name, effectiveTime, following }), by, (record) => ({ ...record, state }));
    await step(late, State.LISTED);
    expect(await reasonOf(step(early, State.MERGED))).toBe('EFFECTIVE_BEFORE_PREVIOUS');
    expect((await step(early, State.MERGED, { record: 'stations/s1', tells: [] })).stateTime).toEqual(late);
  });

  it('leaves a tombstone without fields, seen by nobody', async () => {
    const { name } = await records.create(request(), by, () =>
      need({ contactPhone: '13800138000', state: State.LISTED }),
    );
    await records.remove(request({ name }), by);
    const [tombstone] = await records.documents.find({ _id: name }).toArray();
    expect(tombstone).toMatchObject({ _aud: [], _v: 2 });
    for (const field of ['title', 'contactPhone', 'category', '_next']) expect(tombstone).not.toHaveProperty(field);
    expect(JSON.parse(tombstone?._ev.at(-1)?.body ?? '{}').figures).toMatchObject([
      { counted: false },
      { counted: false },
    ]);
    expect(await reasonOf(records.get(name, by))).toBe('NOT_FOUND');
  });
});
