import { describe, expect, it } from '@jest/globals';
import { GridCheckinServiceService, GridCheckin_State as State } from '@doorstep/contracts/stations/v1/grid_checkin.js';
import { outcome, person, provesLifecycle } from '@doorstep/testing';
import { grid, workedGrid } from '../grids/grid.example.js';
import { gridCheckin } from './grid-checkin.example.js';
import { checkIn, gridCheckinLife, gridCheckinCounts, withdrawGridCheckin } from './grid-checkin.js';

const now = new Date('2024-12-31T16:30:00Z');

describe('grid check-in', () => {
  provesLifecycle(gridCheckinLife, GridCheckinServiceService, 'GridCheckin', { consequences: [] });

  it.each([
    { what: 'the own grid', at: workedGrid(), want: State.RECORDED },
    { what: 'the grid of another', at: workedGrid({ worker: 'sun' }), want: 'NOT_THE_WORKER' },
    { what: 'a grid that nobody works', at: grid(), want: 'NOT_THE_WORKER' },
    {
      what: 'the own grid before it was',
      at: workedGrid({ workerSince: new Date('2025-01-02T02:00:00Z') }),
      want: 'NOT_THE_WORKER',
    },
  ])('at $what: $want', ({ at, want }) => {
    expect(outcome(() => checkIn(gridCheckin(), at, person('zhao'), now))).toBe(want);
  });

  it('is of the day and week of Shanghai', () => {
    const checkin = checkIn(gridCheckin(), workedGrid(), person('zhao'), now);
    expect(checkin).toMatchObject({ day: '2025-01-01', week: '2025-W01', division: '140930100001' });
    expect(gridCheckinCounts.grid_days_per_week.of(checkin)).toBe('zhao|2025-W01');
  });

  it.each([
    { reason: '误打卡', want: State.WITHDRAWN },
    { reason: '', want: 'REASON_REQUIRED' },
  ])('is withdrawn because of "$reason": $want', ({ reason, want }) => {
    expect(outcome(() => withdrawGridCheckin(gridCheckin(), reason))).toBe(want);
  });

  it.each([
    { state: State.RECORDED, counts: true },
    { state: State.WITHDRAWN, counts: false },
  ])('counts where it is $state: $counts', ({ state, counts }) => {
    expect(gridCheckinCounts.grid_days_per_week.counts(gridCheckin({ state }))).toBe(counts);
  });
});
