import type { Figures } from '@doorstep/contracts/figures.js';
import type { Grid } from '@doorstep/contracts/stations/v1/grid.js';
import { type GridCheckin, GridCheckin_State as State } from '@doorstep/contracts/stations/v1/grid_checkin.js';
import {
  dayOf,
  lifecycle,
  reasonRequired,
  refusals,
  weekOf,
  type Arrows,
  type Caller,
  type Counts,
} from '@doorstep/domain';

const { RECORDED, WITHDRAWN } = State;

export const gridCheckinLife = lifecycle(RECORDED, {
  [RECORDED]: { withdraw: WITHDRAWN },
  [WITHDRAWN]: {},
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on a check-in. */
export const gridCheckinCounts = {
  // The days of one worker in one week; a week without any has no share in the median.
  grid_days_per_week: { counts: ({ state }) => state === RECORDED, of: ({ worker, week }) => `${worker}|${week}` },
} satisfies Counts<Figures['doorstep.stations.v1.GridCheckin'], GridCheckin>;

export const refuse = refusals({
  GRID_DISSOLVED: {
    zh: '该网格已撤销',
    en: 'the grid is dissolved',
    remedy: { zh: '请选择现有网格', en: 'name a grid that is in force' },
  },
  NOT_THE_WORKER: {
    zh: '只有本网格的网格员可以打卡',
    en: 'only who works the grid checks in there',
    remedy: { zh: '请由该网格的现任网格员打卡', en: 'let the worker of that grid check in' },
  },
});

/** The worker of a grid was on site on the day of `now`. */
export function checkIn(draft: GridCheckin, grid: Grid, by: Caller, now: Date): GridCheckin {
  const { division, worker, workerSince = now } = grid;
  const day = dayOf(now);
  if (worker !== by.subject || day < dayOf(workerSince)) throw refuse.NOT_THE_WORKER({ grid: grid.name });
  return { ...draft, state: gridCheckinLife.initial, division, worker, day, week: weekOf(day) };
}

export function withdrawGridCheckin(checkin: GridCheckin, reason: string): GridCheckin {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return gridCheckinLife.move(checkin, 'withdraw');
}
