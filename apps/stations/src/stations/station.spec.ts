import { describe, expect, it } from '@jest/globals';
import { StationServiceService, Station_State as State } from '@doorstep/contracts/stations/v1/station.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { station } from './station.example.js';
import { endStation, proposeStation, stationLife, stationsBuilt } from './station.js';

describe('station', () => {
  provesLifecycle(stationLife, StationServiceService, 'Station', { consequences: [] });

  it.each([
    { division: '1409301000010001', want: State.PROPOSED },
    { division: '140930100001', want: 'STATION_NEEDS_A_COMPOUND' },
  ])('proposed for $division: $want', ({ division, want }) => {
    expect(outcome(() => proposeStation(station({ division })))).toBe(want);
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
    expect(stationsBuilt.counts(station({ state: state as State }))).toBe(built.some((s) => s === state));
  });
});
