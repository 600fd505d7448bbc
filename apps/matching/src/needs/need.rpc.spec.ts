import type { NeedName } from '@doorstep/contracts/names.js';
import type { Role } from '@doorstep/contracts/roles.js';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Need_Channel as Channel, Need_State as State, type Need } from '@doorstep/contracts/matching/v1/need.js';
import { eventually, person, reasonOf } from '@doorstep/testing/boot';
import { change, compound, filer, manager, nowhere, runNeeds, type Needs } from './needs.example.js';

describe('NeedService', () => {
  let app: Needs['app'];
  let draft: Needs['draft'];
  let file: Needs['file'];
  let state: Needs['state'];

  beforeAll(async () => {
    ({ app, draft, file, state } = await runNeeds());
  });
  afterAll(() => app.close());

  it('takes a need from the door to the list', async () => {
    const filed = await file();
    expect(filed).toMatchObject({ state: State.DRAFTED, division: compound, filedBy: 'zhao', etag: '1' });
    expect(filed.dueTime?.getTime()).toBeGreaterThan(filed.createTime?.getTime() ?? Number.POSITIVE_INFINITY);
    await app.as(manager).verifyNeed(change(filed));
    await app.as(manager).publishNeed(change(filed));
    const listed = await app.as(manager).getNeed({ name: filed.name });
    expect(listed).toMatchObject({ state: State.LISTED, verifiedBy: 'qian', etag: '3', dueTime: listed.openUntil });
  });

  it('answers a repeated request with the first effect', async () => {
    const request = { need: draft(), requestId: randomUUID() };
    const [first, second] = [await app.as(filer).createNeed(request), await app.as(filer).createNeed(request)];
    expect(second.name).toBe(first.name);
    const step = change(first);
    const [once, twice] = [await app.as(manager).verifyNeed(step), await app.as(manager).verifyNeed(step)];
    expect(twice).toEqual(once);
  });

  it.each([
    ['create', async (requestId: string) => app.as(filer).createNeed({ need: draft({ quantity: 2 }), requestId })],
    [
      'another verb',
      async (requestId: string) =>
        app.as(filer).updateNeed({ need: { ...(await file()), title: '送两餐' }, requestId }),
    ],
  ])('refuses a request id that was used for another request: %s', async (_, again) => {
    const requestId = randomUUID();
    await app.as(filer).createNeed({ need: draft(), requestId });
    expect(await reasonOf(again(requestId))).toBe('REQUEST_REUSED');
  });

  it.each([
    { who: 'another township', by: person('sun', '140930101'), etag: '', want: 'NOT_FOUND' },
    { who: 'a reader of an old version', by: manager, etag: '0', want: 'STALE_ETAG' },
    { who: 'the filer', by: filer, etag: '', want: 'VERIFIED_BY_FILER' },
    { who: 'a resident', by: person('li', compound, ['resident']), etag: '', want: 'NOT_PERMITTED' },
  ])('refuses to let $who verify: $want', async ({ by, etag, want }) => {
    const filed = await file();
    expect(await reasonOf(app.as(by).verifyNeed(change(filed, etag)))).toBe(want);
    expect(await state(filed.name)).toBe(State.DRAFTED);
  });

  it.each<{ what: string; over: Partial<Need>; want: string }>([
    { what: 'an unknown station', over: { station: 'stations/none' }, want: 'NOT_FOUND' },
    { what: 'no place', over: { station: '' }, want: 'PLACE_UNKNOWN' },
    { what: 'a foreign division', over: { station: '', division: '140930101' }, want: 'OUTSIDE_JURISDICTION' },
    { what: 'a division that nobody recorded', over: { station: '', division: nowhere }, want: 'NOT_FOUND' },
    { what: 'no category', over: { category: '' }, want: 'INVALID' },
    { what: 'a window that ends before it begins', over: { openFrom: new Date('2099-01-02') }, want: 'INVALID' },
    { what: 'no telephone number', over: { contactPhone: '12345' }, want: 'INVALID' },
  ])('refuses a need with $what: $want', async ({ over, want }) => {
    expect(await reasonOf(file(over))).toBe(want);
  });

  it("takes nothing that is the platform's to say", async () => {
    const filed = await file({
      state: State.LISTED,
      filedBy: 'mallory',
      verifiedBy: 'mallory',
      name: 'needs/mine',
      etag: '9',
    });
    expect(filed).toMatchObject({ state: State.DRAFTED, filedBy: 'zhao', verifiedBy: '', etag: '1' });
    expect(filed.name).not.toBe('needs/mine');
  });

  it('corrects a draft by its mask, and nothing beyond it', async () => {
    const filed = await file({ title: '送餐' });
    const request = {
      etag: filed.etag,
      requestId: randomUUID(),
      need: { ...filed, title: '送两餐', quantity: 7 },
      updateMask: ['title'],
    };
    expect(await app.as(filer).updateNeed(request)).toMatchObject({ title: '送两餐', quantity: 1, etag: '2' });
    const fixed = { ...request, etag: '', requestId: randomUUID(), updateMask: ['division'] };
    expect(await reasonOf(app.as(filer).updateNeed(fixed))).toBe('MASK_UNKNOWN_FIELD');
    const broken = { ...request, etag: '', requestId: randomUUID(), need: { ...filed, title: 'x' } };
    expect(await reasonOf(app.as(filer).updateNeed(broken))).toBe('INVALID');
  });

  it('takes a draft back for good', async () => {
    const filed = await file();
    expect(await reasonOf(app.as(manager).deleteNeed(change(filed)))).toBe('NOT_THE_FILER');
    const step = change(filed);
    await app.as(filer).deleteNeed(step);
    await app.as(filer).deleteNeed(step);
    expect(await reasonOf(app.as(filer).getNeed({ name: filed.name }))).toBe('NOT_FOUND');
  });

  it('dates a step by when it took effect', async () => {
    const requestId = randomUUID();
    const filed = await app
      .as(filer)
      .createNeed({ need: draft(), requestId, effectiveTime: new Date('2025-03-04T10:00+08:00') });
    expect(filed.stateTime).toEqual(new Date('2025-03-04T02:00Z'));
    expect(filed.dueTime).toEqual(new Date('2025-03-07T16:00Z')); // end of the third working day, Asia/Shanghai
    const at = (day: string) => app.as(manager).verifyNeed({ ...change(filed), effectiveTime: new Date(day) });
    expect(await reasonOf(at('2025-03-03'))).toBe('EFFECTIVE_BEFORE_PREVIOUS');
    expect(await reasonOf(at('2099-01-01'))).toBe('EFFECTIVE_IN_FUTURE');
    expect((await at('2025-03-05')).stateTime).toEqual(new Date('2025-03-05'));
  });

  it('shows personal fields only to who states a purpose, and notes it', async () => {
    const { name } = await file({ contactPhone: '13800138000', statement: '张大爷需要帮助' });
    expect(await app.as(manager).getNeed({ name })).toMatchObject({ contactPhone: '', statement: '' });
    const township = person('wu', '140930100', ['township'], { purpose: 'call-back' });
    expect(await app.as(township).getNeed({ name })).toMatchObject({ contactPhone: '' });
    const asked = await app.as({ ...manager, purpose: 'call-back' }).getNeed({ name });
    expect(asked).toMatchObject({ contactPhone: '13800138000', statement: '张大爷需要帮助' });
  });

  // Who holds several roles sees of each record what the role that reaches it lets them see.
  it.each<{ by: string; roles: Role[]; own: boolean; others: boolean }>([
    { by: 'a manager who lives there', roles: ['station_manager', 'resident'], own: true, others: true },
    { by: 'an officer of the county who lives there', roles: ['county', 'resident'], own: true, others: false },
    { by: 'a resident', roles: ['resident'], own: true, others: false },
  ])('opens personal fields of $by record by record', async ({ roles, own, others }) => {
    const call = async (subject: string, as: readonly Role[]) => {
      const filing = person(subject, '1409301000010001', as);
      const { name } = await app
        .as(filing)
        .createNeed({ need: draft({ contactPhone: '13800138000' }), requestId: randomUUID() });
      return name;
    };
    const by = person('both', '1409301000010001', roles, { purpose: 'call-back' });
    const seen = async (name: NeedName): Promise<boolean> =>
      app
        .as(by)
        .getNeed({ name })
        .then(
          ({ contactPhone }) => contactPhone !== '',
          () => false,
        );
    expect(await seen(await call('both', ['resident']))).toBe(own);
    expect(await seen(await call('zhao', ['grid_worker']))).toBe(others);
  });

  it('tells what happened, without personal data', async () => {
    const filed = await file({ contactPhone: '13800138000' });
    await app.as(manager).verifyNeed(change(filed));
    const { changes, nextPageToken } = await app.as(manager).listNeedHistory({ name: filed.name, pageSize: 1 });
    expect(changes.map(({ type, actor }) => [type, actor])).toEqual([['needs.drafted', 'zhao']]);
    const rest = await app.as(manager).listNeedHistory({ name: filed.name, pageSize: 1, pageToken: nextPageToken });
    expect(rest.changes.map(({ type, actor }) => [type, actor])).toEqual([['needs.verified', 'qian']]);
    expect(rest.nextPageToken).toBe('');
  });

  it('lists by pages what the caller may see', async () => {
    const elsewhere = person('feng', '1409301000020001', ['grid_worker']);
    const names = [];
    for (let i = 0; i < 3; i += 1) {
      const filed = await app.as(elsewhere).createNeed({
        need: draft({ station: '', division: '1409301000020001', channel: Channel.BOX }),
        requestId: randomUUID(),
      });
      names.unshift(filed.name);
    }
    const first = await app.as(elsewhere).listNeeds({ pageSize: 2, filter: 'channel = "BOX"' });
    const second = await app
      .as(elsewhere)
      .listNeeds({ pageSize: 2, filter: 'channel = "BOX"', pageToken: first.nextPageToken });
    expect([...first.needs, ...second.needs].map(({ name }) => name)).toEqual(names);
    expect(second.nextPageToken).toBe('');
    const foreign = { pageSize: 2, filter: 'channel = "BOX"', pageToken: first.nextPageToken };
    expect(await reasonOf(app.as(manager).listNeeds(foreign))).toBe('PAGE_TOKEN_FOREIGN');
    expect(await reasonOf(app.as(elsewhere).listNeeds({ ...foreign, filter: '' }))).toBe('PAGE_TOKEN_FOREIGN');
  });

  it.each(['urgency = "NORMAL"', 'contact_phone = "13800138000"', 'state = "NONSENSE"'])(
    'refuses the filter %s',
    async (filter) => {
      expect(await reasonOf(app.as(manager).listNeeds({ filter }))).toMatch(/^FILTER_/);
    },
  );

  it('gives the last of something to exactly one of many', async () => {
    const filed = await file();
    const tries = Array.from({ length: 50 }, () => reasonOf(app.as(manager).verifyNeed(change(filed))));
    const answers = await Promise.all(tries);
    expect(answers.filter((reason) => reason === 'answered')).toHaveLength(1);
    expect(answers.filter((reason) => reason === 'WRONG_STATE')).toHaveLength(49);
  });

  it('keeps its journal', async () => {
    const filed = await file();
    await eventually(async () => {
      const { changes } = await app.as(manager).listNeedHistory({ name: filed.name });
      expect(changes).toHaveLength(1);
    });
  });
});
