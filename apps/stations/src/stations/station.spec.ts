import { describe, expect, it } from '@jest/globals';
import { StationServiceService, Station_State as State } from '@doorstep/contracts/stations/v1/station.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { compound, newCompound, oldCompound } from '../compounds/compound.example.js';
import { inspection } from '../inspections/inspection.example.js';
import { station } from './station.example.js';
import {
  acceptStation,
  appointStation,
  endStation,
  inspectStation,
  openStation,
  proposeStation,
  resumeStation,
  stationLife,
  stationCounts,
} from './station.js';

const chain = { county: 'wang', township: 'wu', community: 'chen', compound: 'qian' };
const nobody = { county: '', township: '', community: '', compound: '' };
const inspected = { inspection: 'inspections/i1', template: 'templates/t1', passed: 7, compliant: true } as const;
const ready = station({ state: State.BUILDING, ...inspected });

describe('station', () => {
  provesLifecycle(stationLife, StationServiceService, 'Station', { consequences: [] });

  it.each([
    { division: '1409301000010001', want: State.PROPOSED },
    { division: '140930100001', want: 'STATION_NEEDS_A_COMPOUND' },
  ])('proposed for $division: $want', ({ division, want }) => {
    expect(outcome(() => proposeStation(station({ division })))).toBe(want);
  });

  it.each([
    { what: 'a new compound with all gates', of: ready, in: newCompound(3), want: State.ACCEPTED },
    { what: 'a new compound with a gate open', of: ready, in: newCompound(2), want: 'GATES_OPEN' },
    {
      what: 'an old compound',
      of: { ...ready, premises: ['premises/p1' as const] },
      in: oldCompound(),
      want: State.ACCEPTED,
    },
    { what: 'an old compound without premises', of: ready, in: oldCompound(), want: 'PREMISES_MISSING' },
    { what: 'a compound for which nothing is decided', of: ready, in: compound(), want: 'COMPOUND_UNDECIDED' },
    {
      what: 'a compound, without inspection',
      of: station({ state: State.BUILDING }),
      in: newCompound(3),
      want: 'INSPECTION_MISSING',
    },
    {
      what: 'a compound, upon a failed inspection',
      of: { ...ready, passed: 6, compliant: false },
      in: newCompound(3),
      want: 'INSPECTION_FAILED',
    },
    {
      what: 'a compound, before it is built',
      of: { ...ready, state: State.APPROVED },
      in: newCompound(3),
      want: 'WRONG_STATE',
    },
  ])('accepted in $what: $want', ({ of, in: place, want }) => {
    expect(outcome(() => acceptStation(of, place))).toBe(want);
  });

  it('stays accepted upon what it was accepted upon', () => {
    const accepted = acceptStation(ready, newCompound(3));
    const later = inspection({ name: 'inspections/i2', template: 'templates/t2', passed: 3, compliant: false });
    const after = inspectStation(accepted, later);
    expect(after).toMatchObject({ state: State.ACCEPTED, passed: 3, compliant: false, template: 'templates/t2' });
    expect(after.acceptance).toEqual({ inspection: 'inspections/i1', template: 'templates/t1', passed: 7 });
  });

  it.each([
    { what: 'all', chain, want: chain },
    { what: 'one', chain: { ...nobody, compound: 'sun' }, want: { ...nobody, compound: 'sun' } },
  ])('keeps who answers for it: $what', ({ chain: named, want }) => {
    expect(appointStation(station(), named).chain).toEqual(want);
  });

  it('replaces one and keeps the others', () => {
    const after = appointStation(station({ chain }), { ...nobody, township: 'sun' });
    expect(after.chain).toEqual({ ...chain, township: 'sun' });
    expect(outcome(() => appointStation(station(), nobody))).toBe('CHAIN_EMPTY');
    expect(outcome(() => appointStation(station({ state: State.CLOSED }), chain))).toBe('WRONG_STATE');
  });

  it.each([
    { verb: openStation, state: State.ACCEPTED, chain, want: State.OPERATING },
    { verb: openStation, state: State.ACCEPTED, chain: undefined, want: 'CHAIN_INCOMPLETE' },
    { verb: openStation, state: State.ACCEPTED, chain: { ...chain, community: '' }, want: 'CHAIN_INCOMPLETE' },
    { verb: openStation, state: State.BUILDING, chain, want: 'WRONG_STATE' },
    { verb: resumeStation, state: State.SUSPENDED, chain, want: State.OPERATING },
    { verb: resumeStation, state: State.SUSPENDED, chain: { ...chain, compound: '' }, want: 'CHAIN_INCOMPLETE' },
  ])('$verb.name where it is $state with $chain: $want', ({ verb, state, chain: named, want }) => {
    expect(outcome(() => verb(station({ state, chain: named })))).toBe(want);
  });

  it.each([
    { verb: 'suspend', reason: '装修', want: State.SUSPENDED },
    { verb: 'close', reason: '合并', want: State.CLOSED },
    { verb: 'suspend', reason: '', want: 'REASON_REQUIRED' },
    { verb: 'close', reason: '', want: 'REASON_REQUIRED' },
  ] as const)('$verb because of "$reason": $want', ({ verb, reason, want }) => {
    expect(outcome(() => endStation(station({ state: State.OPERATING }), verb, reason))).toBe(want);
  });

  const built = [State.ACCEPTED, State.OPERATING, State.SUSPENDED];
  it.each(Object.keys(stationLife.arrows))('%s counts as built from its acceptance until it is closed', (state) => {
    expect(stationCounts.stations_built.counts(station({ state: state as State }))).toBe(
      built.some((s) => s === state),
    );
  });
});
