import { describe, expect, it } from '@jest/globals';
import { CoverageServiceService, Coverage_State as State } from '@doorstep/contracts/stations/v1/coverage.js';
import { Station_State } from '@doorstep/contracts/stations/v1/station.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { station } from '../stations/station.example.js';
import { coverage } from './coverage.example.js';
import { beginCoverage, coverageLife, endCoverage, renewCoverage } from './coverage.js';

/** Noon of a day in Shanghai. */
const on = (day: string) => new Date(`${day}T12:00:00+08:00`);
const ended = coverage({ state: State.ENDED, periods: [{ fromDay: '2025-03-04', untilDay: '2025-06-01' }] });

describe('coverage', () => {
  provesLifecycle(coverageLife, CoverageServiceService, 'Coverage', { consequences: [], rests: [State.ENDED] });

  it.each([
    { state: Station_State.PROPOSED, want: State.COVERING },
    { state: Station_State.OPERATING, want: State.COVERING },
    { state: Station_State.CLOSED, want: 'STATION_CLOSED' },
  ])('by a station that is $state: $want', ({ state, want }) => {
    expect(outcome(() => beginCoverage(coverage(), station({ state }), on('2025-03-04')))).toBe(want);
  });

  it.each([
    { what: 'on the day on which it was free', of: ended, day: '2025-06-01', want: State.COVERING },
    { what: 'a day too early', of: ended, day: '2025-05-31', want: 'COVERAGE_OVERLAPS' },
    { what: 'while it lasts', of: coverage(), day: '2025-06-01', want: 'COVERAGE_OVERLAPS' },
    {
      what: 'once too often',
      of: coverage({ state: State.ENDED, periods: Array.from({ length: 100 }, () => ended.periods[0] ?? never) }),
      day: '2025-06-01',
      want: 'COVERAGE_FULL',
    },
  ])('renewed $what: $want', ({ of, day, want }) => {
    expect(outcome(() => renewCoverage(of, on(day)))).toBe(want);
  });

  it.each([
    { day: '2025-03-03', reason: '撤并', want: 'COVERAGE_REVERSED' },
    { day: '2025-03-04', reason: '撤并', want: 'COVERAGE_REVERSED' },
    { day: '2025-03-05', reason: '撤并', want: State.ENDED },
    { day: '2025-03-05', reason: '', want: 'REASON_REQUIRED' },
  ])('ended on $day because of "$reason": $want', ({ day, reason, want }) => {
    expect(outcome(() => endCoverage(coverage(), reason, on(day)))).toBe(want);
  });

  it('keeps the periods that are over', () => {
    expect(renewCoverage(ended, on('2025-09-01')).periods).toEqual([
      { fromDay: '2025-03-04', untilDay: '2025-06-01' },
      { fromDay: '2025-09-01', untilDay: '' },
    ]);
  });
});

const never = { fromDay: '', untilDay: '' };
