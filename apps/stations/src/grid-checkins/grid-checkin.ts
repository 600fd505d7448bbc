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
  type Figure,
} from '@doorstep/domain';

const { RECORDED, WITHDRAWN } = State;

export const gridCheckinLife = lifecycle(RECORDED, {
  [RECORDED]: { withdraw: WITHDRAWN },
  [WITHDRAWN]: {},
} satisfies Arrows<State>);

/** 网格员每周下沉天数: the median of the days on site of a worker in a week; a week without any has no share in it. */
export const gridDaysPerWeek: Figure<GridCheckin> = {
  id: 'grid_days_per_week',
  counts: ({ state }) => state === RECORDED,
  of: ({ worker, week }) => `${worker}|${week}`,
};

/** What check-ins add to the report; the texts stand in evaluation's catalogue. */
export const gridCheckinFigures: readonly Figure<GridCheckin>[] = [gridDaysPerWeek];

export const refuse = refusals({
  NOT_THE_WORKER: { zh: '只有本网格的网格员可以打卡', en: 'only who works the grid checks in there' },
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
