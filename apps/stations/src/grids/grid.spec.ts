import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { GridServiceService, Grid_State as State } from '@doorstep/contracts/stations/v1/grid.js';
import { daysOfWeek, workingCalendar, type HolidayYear } from '@doorstep/domain';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { grid, workedGrid } from './grid.example.js';
import { assignGrid, dissolveGrid, drawGrid, excuseGrid, gridLife, gridWeek, gridCounts, vacateGrid } from './grid.js';

const now = new Date('2025-03-04T02:00:00Z');
const { IN_FORCE, DISSOLVED } = State;
const leave = (firstDay: string, lastDay: string, worker = 'zhao') => ({ firstDay, lastDay, worker });

describe('grid', () => {
  provesLifecycle(gridLife, GridServiceService, 'Grid', { consequences: [] });

  it.each([
    { division: '140930100001', want: IN_FORCE },
    { division: '1409301000010001', want: IN_FORCE },
    { division: '140930100', want: 'GRID_NEEDS_A_COMMUNITY' },
  ])('drawn in $division: $want', ({ division, want }) => {
    expect(outcome(() => drawGrid(grid({ division })))).toBe(want);
  });

  it.each([
    { what: 'a grid that nobody works', of: grid(), worker: 'zhao', want: IN_FORCE },
    { what: 'the grid of another', of: workedGrid(), worker: 'sun', want: IN_FORCE },
    { what: 'the own grid again', of: workedGrid(), worker: 'zhao', want: 'WORKER_UNCHANGED' },
    { what: 'a grid that is dissolved', of: grid({ state: DISSOLVED }), worker: 'zhao', want: 'WRONG_STATE' },
  ])('gives a worker $what: $want', ({ of, worker, want }) => {
    expect(outcome(() => assignGrid(of, worker, now))).toBe(want);
  });

  it.each([
    { what: 'vacated', of: workedGrid(), verb: vacateGrid, reason: '调岗', want: IN_FORCE },
    { what: 'vacated when nobody works it', of: grid(), verb: vacateGrid, reason: '调岗', want: 'NOBODY_WORKS_IT' },
    { what: 'vacated', of: workedGrid(), verb: vacateGrid, reason: '', want: 'REASON_REQUIRED' },
    { what: 'dissolved', of: workedGrid(), verb: dissolveGrid, reason: '合并', want: DISSOLVED },
    { what: 'dissolved', of: workedGrid(), verb: dissolveGrid, reason: '', want: 'REASON_REQUIRED' },
  ])('$what because of "$reason": $want', ({ of, verb, reason, want }) => {
    expect(outcome(() => verb(of, reason, now))).toBe(want);
    if (reason !== '' && of.worked) expect(verb(of, reason, now)).toMatchObject({ worker: '', worked: false });
  });

  it('tells who worked it, from when to when', () => {
    const later = new Date('2025-06-04T02:00:00Z');
    const second = assignGrid(assignGrid(grid(), 'zhao', now), 'sun', later);
    const first = { worker: 'zhao', startTime: now, endTime: later };
    expect(second.terms).toEqual([first, { worker: 'sun', startTime: later, endTime: undefined }]);
    expect(vacateGrid(second, '调岗', later).terms).toEqual([
      first,
      { worker: 'sun', startTime: later, endTime: later },
    ]);
  });

  const away = workedGrid({ leaves: [leave('2025-03-05', '2025-03-07')] });
  it.each([
    { of: workedGrid(), first: '2025-03-05', last: '2025-03-05', want: IN_FORCE },
    { of: workedGrid(), first: '2025-03-05', last: '2025-03-04', want: 'LEAVE_REVERSED' },
    { of: away, first: '2025-03-07', last: '2025-03-10', want: 'LEAVE_OVERLAPS' },
    { of: away, first: '2025-03-08', last: '2025-03-10', want: IN_FORCE },
    { of: { ...away, worker: 'sun' }, first: '2025-03-07', last: '2025-03-07', want: IN_FORCE },
    { of: grid(), first: '2025-03-05', last: '2025-03-05', want: 'NOBODY_WORKS_IT' },
  ])('leave from $first to $last: $want', ({ of, first, last, want }) => {
    expect(outcome(() => excuseGrid(of, first, last))).toBe(want);
  });

  const calendar = workingCalendar(
    [2024, 2025, 2026].map(
      (n) => JSON.parse(readFileSync(`data/calendar/holiday-cn-${String(n)}.json`, 'utf8')) as HolidayYear,
    ),
    'test',
  );
  it.each([
    { what: 'an ordinary week', week: '2025-W10', leaves: [], required: 4 },
    { what: 'a week of holidays', week: '2025-W40', leaves: [], required: 2 }, // National Day from Wednesday on
    { what: 'the week after, with a make-up Saturday', week: '2025-W41', leaves: [], required: 2 }, // three days worked
    { what: 'a week with six working days', week: '2025-W04', leaves: [], required: 4 },
    { what: 'two days of leave', week: '2025-W10', leaves: [leave('2025-03-03', '2025-03-04')], required: 2 },
    {
      what: 'leave of somebody before',
      week: '2025-W10',
      leaves: [leave('2025-03-03', '2025-03-07', 'sun')],
      required: 4,
    },
    { what: 'a week of leave', week: '2025-W10', leaves: [leave('2025-03-01', '2025-03-31')], required: 0 },
  ])('asks $required days of $what', ({ week, leaves, required }) => {
    const of = workedGrid({ leaves });
    const days = daysOfWeek(week).slice(0, required);
    expect(gridWeek(of, week, days, calendar)).toMatchObject({ required, met: true });
    expect(gridWeek(of, week, days.slice(1), calendar).met).toBe(required === 0);
  });

  it('counts a day once, and knows the weeks of a year', () => {
    expect(gridWeek(workedGrid(), '2025-W10', ['2025-03-04', '2025-03-04'], calendar).days).toEqual(['2025-03-04']);
    expect(outcome(() => ({ state: gridWeek(grid(), '2025-W53', [], calendar).week }))).toBe('WEEK_UNKNOWN');
    expect(outcome(() => ({ state: gridWeek(grid(), '2030-W10', [], calendar).week }))).toBe('CALENDAR_MISSING');
  });

  it.each([
    { of: grid(), counts: [true, false] },
    { of: workedGrid(), counts: [true, true] },
    { of: grid({ state: DISSOLVED }), counts: [false, false] },
  ])('counts as grid and as worker: $counts', ({ of, counts }) => {
    expect([gridCounts.grids.counts(of), gridCounts.grid_workers.counts(of)]).toEqual(counts);
  });
});
