import { describe, expect, it } from '@jest/globals';
import { CoverageServiceService, Coverage_State as State } from '@doorstep/contracts/stations/v1/coverage.js';
import { Station_State } from '@doorstep/contracts/stations/v1/station.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { station } from '../stations/station.example.js';
import { coverage } from './coverage.example.js';
import { beginCoverage, coverageLife, endCoverage, endWithStation, renewCoverage } from './coverage.js';

/** Noon of a day in Shanghai. */
const on = (day: string) => new Date(`${day}T12:00:00+08:00`);
const ended = coverage({ state: State.ENDED, periods: [{ fromDay: '2025-03-04', untilDay: '2025-06-01' }] });

describe('coverage', () => {
  provesLifecycle(coverageLife, CoverageServiceService, 'Coverage', { consequences: [], rests: [State.ENDED] });

  it.each([
    { from: '2025-03-04', closed: '2025-03-10', until: '2025-03-10' },
    { from: '2025-03-04', closed: '2025-03-04', until: '2025-03-05' },
  ])('begun on $from ends with its station on $closed: until $until', ({ from, closed, until }) => {
    const begun = beginCoverage(coverage(), on(from));
    expect(begun).toMatchObject({ state: State.COVERING, periods: [{ fromDay: from, untilDay: '' }] });
    const ended = endWithStation(begun, station({ state: Station_State.CLOSED }), on(closed));
    expect(ended).toMatchObject({ state: State.ENDED, periods: [{ fromDay: from, untilDay: until }] });
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
