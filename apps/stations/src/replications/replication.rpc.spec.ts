import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PracticeName, StationName } from '@doorstep/contracts/names.js';
import { Practice_State } from '@doorstep/contracts/stations/v1/practice.js';
import { Replication_State as State } from '@doorstep/contracts/stations/v1/replication.js';
import { person, reasonOf } from '@doorstep/testing/boot';
import { practice } from '../practices/practice.example.js';
import { change, chen, qian, Stories, sun, wang, wu, zhao } from '../stories.example.js';
import { replication } from './replication.example.js';

const [home, other, far] = ['1409301000010001', '1409301000010002', '1409301010010001'];

/** Practices and replications together: each is there for the other. */
describe('ReplicationService', () => {
  let stories: Stories;
  let station: StationName;
  let held: PracticeName;
  const propose = (over = {}, by = qian) =>
    stories.as(by).createPractice({ practice: practice({ station, ...over }), requestId: randomUUID() });
  const replicate = (over = {}, by = qian) =>
    stories
      .as(by)
      .createReplication({ replication: replication({ practice: held, ...over }), requestId: randomUUID() });

  beforeAll(async () => {
    stories = await Stories.begin();
    for (const code of [home, other, far]) await stories.place(code);
    station = await stories.building(home);
    held = (await propose()).name;
    expect(await reasonOf(replicate())).toBe('PRACTICE_NOT_RECOGNISED');
    expect(await stories.as(wang).recognisePractice(change(held))).toMatchObject({ state: Practice_State.RECOGNISED });
  });
  afterAll(() => stories.close());

  it('is adopted on evidence and confirmed by somebody else', async () => {
    const { name, category } = await replicate({ division: other });
    expect(category).toBe('tool-wall');
    expect(await reasonOf(stories.as(wu).verifyReplication(change(name)))).toBe('WRONG_STATE');
    await stories.as(qian).adoptReplication({ ...change(name), evidence: 'evidence/photo' });
    const both = person('qian', '140930100', ['township']);
    expect(await reasonOf(stories.as(both).verifyReplication(change(name)))).toBe('VERIFIED_BY_ADOPTER');
    expect(await stories.as(wu).verifyReplication(change(name))).toMatchObject({
      state: State.VERIFIED,
      verifiedBy: 'wu',
    });
    expect(await reasonOf(stories.as(wu).revokeReplication(change(name)))).toBe('REASON_REQUIRED');
    expect((await stories.as(wu).revokeReplication({ ...change(name), reason: '已拆除' })).state).toBe(State.ADOPTED);
  });

  it('takes a practice from anywhere in the county, once', async () => {
    await stories.as(sun).createReplication({
      replication: replication({ practice: held, division: far }),
      requestId: randomUUID(),
    });
    expect(await reasonOf(replicate({ division: far }, sun))).toBe('ALREADY_EXISTS');
  });

  it.each([
    { what: 'a practice that there is not', over: { practice: 'practices/none' }, by: qian, want: 'NOT_FOUND' },
    { what: 'a compound that there is not', over: { division: '1409301000019999' }, by: qian, want: 'NOT_FOUND' },
    { what: 'a compound elsewhere', over: { division: far }, by: qian, want: 'NOT_FOUND' },
    { what: 'a community', over: { division: '140930100001' }, by: chen, want: 'REPLICATION_NEEDS_A_COMPOUND' },
    { what: 'a compound, by a grid worker', over: {}, by: zhao, want: 'NOT_PERMITTED' },
    { what: 'nothing', over: { practice: '' }, by: qian, want: 'INVALID' },
  ])('is refused for $what: $want', async ({ over, by, want }) => {
    expect(await reasonOf(replicate(over, by))).toBe(want);
  });

  it.each([
    { what: 'a station elsewhere', over: {}, by: sun, want: 'NOT_FOUND' },
    { what: 'no category', over: { category: '' }, by: qian, want: 'INVALID' },
    { what: 'a category that is none', over: { category: 'Tool Wall' }, by: qian, want: 'INVALID' },
    { what: 'a station, by a grid worker', over: {}, by: zhao, want: 'NOT_PERMITTED' },
  ])('a practice is refused for $what: $want', async ({ over, by, want }) => {
    expect(await reasonOf(propose(over, by))).toBe(want);
  });
});
