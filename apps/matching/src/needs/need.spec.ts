import { describe, expect, it } from '@jest/globals';
import { NeedServiceService, Need_State as State } from '@doorstep/contracts/matching/v1/need.js';
import { Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import { outcome, person, provesLifecycle } from '@doorstep/testing';
import { need } from './need.example.js';
import {
  closeNeed,
  deleteNeed,
  draftNeed,
  followMerged,
  mergeNeed,
  needCounts,
  needLife,
  publishNeed,
  unmergeNeed,
  updateNeed,
  verifyNeed,
} from './need.js';

const compound = '1409301000010001';
const station = (state: Station_State) => Station.fromPartial({ name: 'stations/binhe', division: compound, state });

describe('need', () => {
  provesLifecycle(needLife, NeedServiceService, 'Need', {
    consequences: ['match', 'enlist', 'release', 'meet', 'miss', 'reverify', 'relist'],
  });

  it.each(
    Object.values(Station_State).map((state) => ({
      state,
      want: state === Station_State.OPERATING ? State.DRAFTED : 'STATION_NOT_OPERATING',
    })),
  )('filed at a station that is $state: $want', ({ state, want }) =>
    expect(outcome(() => draftNeed(need({ division: '' }), station(state), person('zhao')))).toBe(want),
  );

  it.each([
    { at: 'the station', division: '', filedAt: station(Station_State.OPERATING), want: compound },
    {
      at: 'the station, its division named too',
      division: compound,
      filedAt: station(Station_State.OPERATING),
      want: compound,
    },
    {
      at: 'the station of another compound',
      division: '1409301000010002',
      filedAt: station(Station_State.OPERATING),
      want: 'DIVISION_NOT_OF_STATION',
    },
    { at: 'a community without a station', division: '140930100001', filedAt: undefined, want: '140930100001' },
    { at: 'nowhere', division: '', filedAt: undefined, want: 'PLACE_UNKNOWN' },
  ])('filed at $at: $want', ({ division, filedAt, want }) => {
    const place = outcome(() => ({ state: draftNeed(need({ division }), filedAt, person('zhao')).division }));
    expect(place).toBe(want);
  });

  it('remembers who filed it, and for which organisation', () => {
    const filed = draftNeed(
      need({ filedBy: 'mallory' }),
      undefined,
      person('housing', '140930', [], { organisation: 'o1' }),
    );
    expect(filed).toMatchObject({ filedBy: 'housing', routedTo: ['o1'], urgency: 'URGENCY_NORMAL' });
  });

  it.each([
    { filedBy: 'zhao', by: 'qian', state: State.DRAFTED, want: State.VERIFIED },
    { filedBy: 'zhao', by: 'zhao', state: State.DRAFTED, want: 'VERIFIED_BY_FILER' },
    { filedBy: 'zhao', by: 'qian', state: State.LISTED, want: 'WRONG_STATE' },
  ])('filed by $filedBy, $state, verified by $by: $want', ({ filedBy, by, state, want }) => {
    expect(outcome(() => verifyNeed(need({ filedBy, state }), person(by)))).toBe(want);
  });

  it.each([
    { by: 'zhao', state: State.DRAFTED, want: State.DRAFTED },
    { by: 'qian', state: State.DRAFTED, want: 'NOT_THE_FILER' },
    { by: 'zhao', state: State.VERIFIED, want: 'WRONG_STATE' },
  ])('a need of zhao, $state, corrected or taken back by $by: $want', ({ by, state, want }) => {
    expect(outcome(() => updateNeed(need({ state }), need({ title: '为独居老人送两餐' }), person(by)))).toBe(want);
    expect(outcome(() => deleteNeed(need({ state }), person(by)))).toBe(want);
  });

  it.each([
    { now: '2026-06-30T18:00+08:00', want: State.LISTED },
    { now: '2026-06-30T18:01+08:00', want: 'WINDOW_OVER' },
  ])('open until 18:00, published $now: $want', ({ now, want }) => {
    expect(outcome(() => publishNeed(need({ state: State.VERIFIED }), new Date(now)))).toBe(want);
  });

  it.each([
    { into: need({ name: 'needs/n2' }), want: State.MERGED },
    { into: need({ name: 'needs/n2', category: 'parking' }), want: 'NOT_A_DUPLICATE' },
    { into: need(), want: 'MERGED_INTO_ITSELF' },
    { into: need({ name: 'needs/n2', state: State.MERGED }), want: 'MERGED_INTO_MERGED' },
    { into: need({ name: 'needs/n2', state: State.MET }), want: 'MERGED_INTO_CLOSED' },
    { into: need({ name: 'needs/n2', state: State.UNMET }), want: 'MERGED_INTO_CLOSED' },
  ])('merged into $into.name about $into.category, $into.state: $want', ({ into, want }) => {
    expect(outcome(() => mergeNeed(need(), into))).toBe(want);
  });

  it.each([
    { from: State.DRAFTED, into: State.DRAFTED, want: State.MERGED },
    { from: State.VERIFIED, into: State.DRAFTED, want: 'MERGED_INTO_LESSER' },
    { from: State.LISTED, into: State.DRAFTED, want: 'MERGED_INTO_LESSER' },
    { from: State.LISTED, into: State.VERIFIED, want: 'MERGED_INTO_LESSER' },
    { from: State.LISTED, into: State.LISTED, want: State.MERGED },
    { from: State.LISTED, into: State.IN_PROJECT, want: State.MERGED },
  ])('$from merged into one that is $into: $want', ({ from, into, want }) => {
    const other = need({ name: 'needs/n2', state: into });
    expect(outcome(() => mergeNeed(need({ state: from }), other))).toBe(want);
  });

  it('points where that into which it was merged points', () => {
    const [first, second] = [need({ name: 'needs/a', mergedInto: 'needs/b' }), need({ name: 'needs/b' })];
    expect(followMerged(first, { ...second, mergedInto: 'needs/c' }).mergedInto).toBe('needs/c');
    expect(followMerged(first, { ...second, mergedInto: 'needs/a' })).toBe(first);
  });

  it.each([
    { reason: '无单位可提供', want: State.UNMET },
    { reason: '', want: 'REASON_REQUIRED' },
  ])('closed because of "$reason": $want', ({ reason, want }) => {
    expect(outcome(() => closeNeed(need({ state: State.LISTED }), reason))).toBe(want);
  });

  const collected = [State.LISTED, State.MATCHED, State.IN_PROJECT, State.MET, State.UNMET];
  it.each(Object.keys(needLife.arrows))('%s counts as collected once it was listed, unless merged', (state) => {
    expect(needCounts.needs_collected.counts(need({ state: state as State }))).toBe(collected.some((s) => s === state));
  });

  it.each([
    { from: State.DRAFTED, day: '2026-03-30', want: State.DRAFTED },
    { from: State.VERIFIED, day: '2026-03-31', want: State.VERIFIED },
    { from: State.LISTED, day: '2026-03-31', want: State.LISTED },
    { from: State.LISTED, day: '2026-04-01', want: 'UNMERGE_WINDOW_OVER' },
    { from: State.LISTED, day: '2026-03-02', reason: '', want: 'REASON_REQUIRED' },
  ])(
    '$from, merged on 1 March 2026, is parted again on $day: $want',
    ({ from, day, reason = '并非同一需求', want }) => {
      const merged = mergeNeed(need({ name: 'needs/a', state: from }), need({ name: 'needs/b', state: State.LISTED }));
      const since = { ...merged, stateTime: new Date('2026-03-01T02:00:00Z') };
      expect(outcome(() => unmergeNeed(since, reason, new Date(`${day}T02:00:00Z`)))).toBe(want);
    },
  );

  it('stands for itself again once it is parted', () => {
    const listed = need({ name: 'needs/a', state: State.LISTED });
    const merged = mergeNeed(listed, { ...listed, name: 'needs/b' });
    const mergedAt = new Date('2026-03-01T02:00:00Z');
    const parted = unmergeNeed({ ...merged, stateTime: mergedAt }, '并非同一需求', mergedAt);
    expect(parted).toMatchObject({ mergedInto: '', mergedFrom: State.UNSPECIFIED });
    expect([merged, parted].map((record) => needCounts.needs_collected.counts(record))).toEqual([false, true]);
  });
});
