import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StationServiceService, Station_State as State } from '@doorstep/contracts/stations/v1/station.js';
import { bootService, person, reasonOf, type Running } from '@doorstep/testing/boot';
import { Store } from '@doorstep/store';
import { divisions } from '../divisions/division.store.js';
import { division } from '../divisions/division.example.js';
import { StationsModule } from '../stations.module.js';
import { station } from './station.example.js';

describe('StationService', () => {
  let app: Running<typeof StationServiceService>;
  const township = person('wu', '140930100', ['township']);
  const propose = (over = {}, by = township) =>
    app.as(by).createStation({ station: station(over), requestId: randomUUID() });
  const step = (name: string) => ({ name, requestId: randomUUID() });

  beforeAll(async () => {
    app = await bootService(StationsModule, StationServiceService);
    for (const code of ['140930', '140930100', '140930100001', '1409301000010001']) {
      const request = { requestId: randomUUID(), reason: '' };
      await app
        .get(Store)
        .open(divisions)
        .create(request, person('wang', '140930'), division({ name: `divisions/${code}`, code }));
    }
  });
  afterAll(() => app.close());

  it('is built step by step', async () => {
    const { name } = await propose();
    const by = app.as(township);
    expect(await reasonOf(by.openStation(step(name)))).toBe('WRONG_STATE');
    await by.approveStation(step(name));
    await by.buildStation(step(name));
    await by.acceptStation(step(name));
    expect((await by.openStation(step(name))).state).toBe(State.OPERATING);
    expect((await by.suspendStation({ ...step(name), reason: '装修' })).state).toBe(State.SUSPENDED);
    expect((await by.resumeStation(step(name))).state).toBe(State.OPERATING);
    expect((await by.closeStation({ ...step(name), reason: '合并' })).state).toBe(State.CLOSED);
  });

  it.each([
    { over: { division: '1409301000010009' }, by: township, want: 'NOT_FOUND' },
    { over: {}, by: person('sun', '140930101', ['township']), want: 'NOT_FOUND' },
    { over: {}, by: person('zhao', '140930100001', ['grid_worker']), want: 'NOT_PERMITTED' },
    { over: { displayName: '站' }, by: township, want: 'INVALID' },
  ])('refuses to propose: $want', async ({ over, by, want }) => {
    expect(await reasonOf(propose(over, by))).toBe(want);
  });

  it('is seen within its divisions alone', async () => {
    const { name } = await propose();
    const seen = (by: ReturnType<typeof person>) => reasonOf(app.as(by).getStation({ name }));
    expect(await seen(person('li', '1409301000010001', ['resident']))).toBe('answered');
    expect(await seen(person('li', '1409301000010002', ['resident']))).toBe('NOT_FOUND');
    expect(await seen(person('sun', '140930101', ['township']))).toBe('NOT_FOUND');
  });
});
