import type { Figures } from '@doorstep/contracts/figures.js';
import { type Grid, type GridWeek, Grid_State as State } from '@doorstep/contracts/stations/v1/grid.js';
import {
  dayOf,
  daysOfWeek,
  levelOf,
  lifecycle,
  reasonRequired,
  refusals,
  weekOf,
  type Arrows,
  type Day,
  type Counts,
  type WorkingCalendar,
} from '@doorstep/domain';

const { IN_FORCE, DISSOLVED } = State;
const communityLevel = 3;
/** Every stored list has an end. */
const [maxLeaves, maxTerms] = [200, 200];

export const gridLife = lifecycle(IN_FORCE, {
  [IN_FORCE]: { assign: IN_FORCE, vacate: IN_FORCE, excuse: IN_FORCE, dissolve: DISSOLVED },
  [DISSOLVED]: {},
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on a grid. */
export const gridCounts = {
  grids: { counts: ({ state }) => state === IN_FORCE },
  grid_workers: { counts: ({ state, worked }) => state === IN_FORCE && worked },
} satisfies Counts<Figures['doorstep.stations.v1.Grid'], Grid>;

export const refuse = refusals({
  GRID_NEEDS_A_COMMUNITY: {
    zh: '网格须划在社区或小区',
    en: 'a grid lies in a community or a compound',
    remedy: { zh: '请填写社区或小区的区划代码', en: 'give the code of a community or a compound' },
  },
  WORKER_BUSY: {
    zh: '该网格员已负责另一网格',
    en: 'the worker works another grid',
    remedy: {
      zh: '请先解除其在另一网格的任务，或另选网格员',
      en: 'release the worker from the other grid first, or choose somebody else',
    },
  },
  WORKER_UNCHANGED: {
    zh: '该网格员已负责本网格',
    en: 'the worker works this grid already',
    remedy: { zh: '无须再次指派', en: 'nothing to do; the worker is assigned' },
  },
  NOBODY_WORKS_IT: {
    zh: '该网格目前没有网格员',
    en: 'nobody works the grid',
    remedy: { zh: '请先为网格指派网格员', en: 'assign a worker to the grid first' },
  },
  LEAVE_REVERSED: {
    zh: '请假结束日期早于开始日期',
    en: 'the leave ends before it begins',
    remedy: { zh: '请更正请假的起止日期', en: 'correct the first and the last day of the leave' },
  },
  LEAVE_OVERLAPS: {
    zh: '该时段已登记请假',
    en: 'leave is recorded for some of those days',
    remedy: { zh: '请选择未登记请假的日期', en: 'choose days for which no leave is recorded' },
  },
  LEAVES_FULL: {
    zh: '请假记录已达上限',
    en: 'the grid holds as many leaves as it may',
    remedy: {
      zh: '请联系管理员；每个网格的请假记录数有限',
      en: 'ask an operator: a grid holds a limited number of leaves',
    },
  },
  WEEK_UNKNOWN: {
    zh: '该年没有这一周',
    en: 'the year has no such week',
    remedy: { zh: '请填写该年存在的周，如 2024-W10', en: 'name a week that the year has, as 2024-W10' },
  },
});

/** A grid as it begins. */
export function drawGrid(draft: Grid): Grid {
  if (levelOf(draft.division) < communityLevel) throw refuse.GRID_NEEDS_A_COMMUNITY({ field: 'grid.division' });
  return { ...draft, state: gridLife.initial };
}

/** One current worker; the terms tell who it was before. */
export function assignGrid(grid: Grid, worker: string, now: Date): Grid {
  if (grid.worker === worker) throw refuse.WORKER_UNCHANGED({ field: 'worker', grid: grid.name });
  const begun = { worker, startTime: now, endTime: undefined };
  const terms = [...ended(grid, now), begun].slice(-maxTerms);
  return { ...gridLife.move(grid, 'assign'), worker, worked: true, workerSince: now, terms };
}

/** The terms of a grid, the last of which ends now where it lasted. */
const ended = ({ terms }: Grid, now: Date): Grid['terms'] =>
  terms.map((term) => (term.endTime ? term : { ...term, endTime: now }));

export function vacateGrid(grid: Grid, reason: string, now: Date): Grid {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return vacant(gridLife.move(worked(grid), 'vacate'), now);
}

export function dissolveGrid(grid: Grid, reason: string, now: Date): Grid {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return vacant(gridLife.move(grid, 'dissolve'), now);
}

const vacant = (grid: Grid, now: Date): Grid => ({
  ...grid,
  worker: '',
  worked: false,
  workerSince: undefined,
  terms: ended(grid, now),
});

function worked(grid: Grid): Grid {
  if (!grid.worked) throw refuse.NOBODY_WORKS_IT({ grid: grid.name });
  return grid;
}

/** Records leave of the current worker; no day twice. */
export function excuseGrid(grid: Grid, firstDay: Day, lastDay: Day): Grid {
  const excused = gridLife.move(worked(grid), 'excuse');
  if (lastDay < firstDay) throw refuse.LEAVE_REVERSED({ field: 'last_day', first_day: firstDay });
  const { worker, leaves } = excused;
  const other = leaves.find(
    (leave) => leave.worker === worker && leave.firstDay <= lastDay && firstDay <= leave.lastDay,
  );
  if (other) throw refuse.LEAVE_OVERLAPS({ first_day: other.firstDay, last_day: other.lastDay });
  if (leaves.length >= maxLeaves) throw refuse.LEAVES_FULL({ grid: grid.name });
  return { ...excused, leaves: [...leaves, { firstDay, lastDay, worker }] };
}

/** 每周下沉四天: days on site that an ordinary week of five working days asks. Source: the report, on grids. */
const [daysAsked, ordinaryWeek] = [4, 5];

/**
 * What a week asks of a grid's worker: four days, pro rata over public holidays and leave, rounded, never more than four.
 * @param present days of the week on which the worker was on site. Throws WEEK_UNKNOWN, CALENDAR_MISSING.
 */
export function gridWeek(grid: Grid, week: string, present: readonly Day[], calendar: WorkingCalendar): GridWeek {
  const all = daysOfWeek(week);
  if (weekOf(all[0] ?? '') !== week) throw refuse.WEEK_UNKNOWN({ field: 'week', week });
  const onLeave = (day: Day): boolean =>
    grid.leaves.some(({ worker, firstDay, lastDay }) => worker === grid.worker && firstDay <= day && day <= lastDay);
  const available = all.filter((day) => calendar.isWorkingDay(day) && !onLeave(day)).length;
  const required = Math.min(daysAsked, Math.round((daysAsked * available) / ordinaryWeek));
  const days = [...new Set(present)].sort();
  return { grid: grid.name, week, worker: grid.worker, days, required, met: days.length >= required };
}

/** The week that is asked: of today where none is. */
export const weekAsked = (week: string, now: Date): string => week || weekOf(dayOf(now));
