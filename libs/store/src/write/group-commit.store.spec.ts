import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NeedName } from '@doorstep/contracts/names.js';
import { Need_State as State, type Need } from '@doorstep/contracts/matching/v1/need.js';
import { failure } from '@doorstep/domain';
import { reasonOf } from '@doorstep/testing';
import type { Repository } from './repository.js';
import { maxReceipts, type Document } from '../mapping/document.js';
import { caller, need, needs, request, testStore, type TestStore } from '../wiring/store.example.js';

const taken = failure('ALREADY_EXISTS', 'TITLE_TAKEN', '标题已被使用', 'another has this title', {
  zh: '改',
  en: 'mend it',
});
const spec = { ...needs, unique: [{ fields: ['title'], where: { state: State.LISTED }, refusal: taken }] } as const;
const more = (record: Need): Need => ({ ...record, quantity: record.quantity + 1 });

describe('changes of one record at once', () => {
  let at: TestStore;
  let records: Repository<Need>;
  const by = caller();

  beforeAll(async () => {
    at = await testStore({ now: () => new Date('2026-11-24T08:00:00Z') });
    records = at.store.open(spec);
    await at.store.onModuleInit();
  });
  afterAll(() => at.close());

  const made = async (over: Partial<Need> = {}): Promise<NeedName> =>
    (await records.create(request(), by, () => need({ quantity: 0, title: crypto.randomUUID(), ...over }))).name;

  /** A document without what chance made of it. */
  const plain = ({ _ev, _req, ...rest }: Document): object => {
    const events = _ev.map(({ type, version, n, body }) => ({
      type,
      version,
      n,
      fields: (JSON.parse(body) as { fields: string[] }).fields,
    }));
    return { ...rest, _id: '', title: '', _ev: events, _req: _req.map(({ v }) => v) };
  };

  it('leave the document that they leave one after another', async () => {
    const steps: ((record: Need) => Need)[] = [
      more,
      (record) => ({ ...record, state: State.VERIFIED, openFrom: new Date('2026-12-01') }),
      (record) => record,
      (record) => ({ ...record, openFrom: undefined }),
      () => {
        throw new Error('refused');
      },
      (record) => ({ ...record, state: State.LISTED }),
      (record) => ({ ...record, openFrom: new Date('2026-12-02') }),
    ];
    const [one, other] = [await made(), await made()];
    const step = (name: NeedName) => (rule: (record: Need) => Need) =>
      records.update(request({ name }), by, rule).then(({ etag }) => etag, String);
    const inTurn: string[] = [];
    for (const rule of steps) inTurn.push(await step(one)(rule));
    const writes = jest.spyOn(records.documents, 'updateOne');
    expect(await Promise.all(steps.map(step(other)))).toEqual(inTurn);
    expect(writes).toHaveBeenCalledTimes(1);
    writes.mockRestore();
    expect(plain(await records.load(other))).toEqual(plain(await records.load(one)));
  });

  it('have a version, an event and a receipt each, in order, and answers of their own', async () => {
    const name = await made();
    const answers = await Promise.all(Array.from({ length: 130 }, () => records.update(request({ name }), by, more)));
    expect(answers.map(({ quantity, etag }) => [quantity, etag])).toEqual(
      Array.from({ length: 130 }, (_, i) => [i + 1, String(i + 2)]),
    );
    const { _ev, _req } = await records.load(name);
    expect(_ev.map(({ version }) => version)).toEqual(Array.from({ length: 131 }, (_, i) => i + 1));
    expect(_req.map(({ v }) => v)).toEqual([1, ...Array.from({ length: maxReceipts - 1 }, (_, i) => 131 - i)]);
  });

  it('of one request id have one effect, and of another body none', async () => {
    const name = await made();
    const same = request({ name });
    const other = caller({ call: { ...by.call, digest: 'another' } });
    const repeats = Array.from({ length: 20 }, () => records.update(same, by, more));
    expect(await reasonOf(records.update(same, other, more))).toBe('REQUEST_REUSED');
    expect(new Set((await Promise.all(repeats)).map(({ quantity }) => quantity))).toEqual(new Set([1]));
  });

  it('see the version that the one before them left', async () => {
    const name = await made();
    const outcomes = ['1', '1', '2', '7,3'].map((etag) => reasonOf(records.update(request({ name, etag }), by, more)));
    expect(await Promise.all(outcomes)).toEqual(['answered', 'STALE_ETAG', 'answered', 'answered']);
  });

  it('do not fall with the one that breaks an index', async () => {
    const title = crypto.randomUUID();
    await made({ title, state: State.LISTED });
    const name = await made({ state: State.LISTED });
    const outcomes = [more, (record: Need): Need => ({ ...record, title }), more].map((rule) =>
      reasonOf(records.update(request({ name }), by, rule)),
    );
    expect(await Promise.all(outcomes)).toEqual(['answered', 'TITLE_TAKEN', 'answered']);
    expect(await records.get(name, by)).toMatchObject({ quantity: 2, etag: '3' });
  });

  it('are refused by nothing that was not written', async () => {
    const name = await made();
    const save = records.documents.updateOne.bind(records.documents);
    const once = (record: Need): Need => {
      if (record.quantity > 0) throw new Error('taken');
      return { ...record, quantity: 1 };
    };
    // Another replica is faster, and what it writes is no claim: the first of the batch must win all the same.
    const writes = jest.spyOn(records.documents, 'updateOne').mockImplementationOnce(async (...given) => {
      await save({ _id: name }, { $set: { urgency: 'URGENCY_NORMAL' }, $inc: { _v: 1 } } as object);
      return save(...given);
    });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => records.update(request({ name }), by, once).then(({ etag }) => etag, String)),
    );
    expect(answers).toEqual(['3', ...Array.from({ length: 4 }, () => 'Error: taken')]);
    expect(writes).toHaveBeenCalledTimes(2);
    writes.mockRestore();
  });
});
