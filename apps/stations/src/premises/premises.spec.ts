import { describe, expect, it } from '@jest/globals';
import { Compound_Kind as Kind } from '@doorstep/contracts/stations/v1/compound.js';
import { PremisesServiceService, Premises_State as State } from '@doorstep/contracts/stations/v1/premises.js';
import { Station_State } from '@doorstep/contracts/stations/v1/station.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { compound } from '../compounds/compound.example.js';
import { station } from '../stations/station.example.js';
import { premises } from './premises.example.js';
import {
  listPremises,
  mergePremises,
  premisesLife,
  premisesCounts,
  releasePremises,
  withdrawPremises,
} from './premises.js';

const now = new Date('2025-03-04T02:00:00Z');
const building = station({ state: Station_State.BUILDING });

describe('premises', () => {
  provesLifecycle(premisesLife, PremisesServiceService, 'Premises', { consequences: [] });

  it.each([
    { kind: Kind.OLD, want: State.LISTED },
    { kind: Kind.NEW, want: 'PREMISES_OF_OLD_COMPOUNDS' },
    { kind: Kind.UNSPECIFIED, want: 'PREMISES_OF_OLD_COMPOUNDS' },
  ])('listed in a compound of kind $kind: $want', ({ kind, want }) => {
    expect(outcome(() => listPremises(premises(), compound({ kind })))).toBe(want);
  });

  it.each([
    { what: 'that building', over: {}, into: building, want: State.MERGED },
    { what: 'their last day', over: { agreementExpiry: '2025-03-04' }, into: building, want: State.MERGED },
    { what: 'the day after', over: { agreementExpiry: '2025-03-03' }, into: building, want: 'AGREEMENT_OVER' },
    {
      what: 'another community',
      over: { division: '1409301000020001' },
      into: building,
      want: 'STATION_OF_ANOTHER_COMMUNITY',
    },
    {
      what: 'a neighbouring compound',
      over: { division: '1409301000010002' },
      into: building,
      want: State.MERGED,
    },
    {
      what: 'a station that is full',
      over: {},
      into: { ...building, premises: Array.from({ length: 50 }, (_, at) => `premises/${String(at)}` as const) },
      want: 'PREMISES_FULL',
    },
    { what: 'a station that has them', over: { state: State.MERGED }, into: building, want: 'WRONG_STATE' },
  ])('merged into $what: $want', ({ over, into, want }) => {
    expect(outcome(() => mergePremises({ premises: premises(over), station: into }, now).premises)).toBe(want);
  });

  it('stand in their station while they are merged', () => {
    const merged = mergePremises({ premises: premises(), station: station({ ...building, model: true }) }, now);
    expect(merged.station.premises).toEqual(['premises/p1']);
    expect(merged.premises).toMatchObject({ station: 'stations/binhe', model: true });
    const released = releasePremises(merged, '协议终止');
    expect(released.station.premises).toEqual([]);
    expect(released.premises).toMatchObject({ state: State.LISTED, station: '', model: false });
  });

  it.each([
    { what: 'released', step: () => releasePremises({ premises: premises(), station: building }, '').premises },
    { what: 'withdrawn', step: () => withdrawPremises(premises(), '') },
  ])('are not $what without a reason', ({ step }) => expect(outcome(step)).toBe('REASON_REQUIRED'));

  it.each([
    { over: { state: State.MERGED, model: true }, counts: true },
    { over: { state: State.MERGED, model: false }, counts: false },
    { over: { state: State.LISTED, model: true }, counts: false },
  ])('counts $over: $counts', ({ over, counts }) => {
    expect(premisesCounts.premises_merged_model_station.counts(premises(over))).toBe(counts);
  });
});
