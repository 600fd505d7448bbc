import type { Figures } from '@doorstep/contracts/figures.js';
import { type Coverage, Coverage_State as State } from '@doorstep/contracts/stations/v1/coverage.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { addDays, dayOf, lifecycle, reasonRequired, refusals, type Arrows, type Counts } from '@doorstep/domain';

const { COVERING, ENDED } = State;
/** Every stored list has an end. */
const maxPeriods = 100;

export const coverageLife = lifecycle(COVERING, {
  [COVERING]: { end: ENDED },
  [ENDED]: { renew: COVERING },
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on a coverage. */
export const coverageCounts = {} satisfies Counts<Figures['doorstep.stations.v1.Coverage'], Coverage>;

const refuse = refusals({
  COVERAGE_OVERLAPS: {
    zh: '该服务站在此期间已覆盖该小区',
    en: 'the station serves the compound in that time already',
    remedy: { zh: '请选择不重叠的日期', en: 'choose days that do not overlap' },
  },
  COVERAGE_REVERSED: {
    zh: '终止日期须晚于起始日期',
    en: 'a coverage ends after the day on which it begins',
    remedy: { zh: '请更正起止日期', en: 'correct the first and the last day' },
  },
  COVERAGE_FULL: {
    zh: '覆盖时段已达上限',
    en: 'the coverage holds as many periods as it may',
    remedy: {
      zh: '请联系管理员；覆盖时段数量有限',
      en: 'ask an operator: a coverage holds a limited number of periods',
    },
  },
});

/** A coverage as it begins: one record a pair of station and compound, which owns all its periods. */
export const beginCoverage = (draft: Coverage, now: Date): Coverage => ({
  ...draft,
  state: coverageLife.initial,
  periods: [{ fromDay: dayOf(now), untilDay: '' }],
});

/** Begins again, never before the period before it was over. */
export function renewCoverage(coverage: Coverage, now: Date): Coverage {
  const fromDay = dayOf(now);
  const { untilDay: free = '' } = coverage.periods.at(-1) ?? {};
  if (coverage.state === COVERING || fromDay < free)
    throw refuse.COVERAGE_OVERLAPS({ coverage: coverage.name, free_from: free });
  if (coverage.periods.length >= maxPeriods) throw refuse.COVERAGE_FULL({ coverage: coverage.name });
  return { ...coverageLife.move(coverage, 'renew'), periods: [...coverage.periods, { fromDay, untilDay: '' }] };
}

/** Ends on a day behind the one on which it began. */
export function endCoverage(coverage: Coverage, reason: string, now: Date): Coverage {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  const ended = coverageLife.move(coverage, 'end');
  const [untilDay, fromDay] = [dayOf(now), coverage.periods.at(-1)?.fromDay ?? ''];
  if (untilDay <= fromDay) throw refuse.COVERAGE_REVERSED({ field: 'effective_time', from_day: fromDay });
  return { ...ended, periods: [...coverage.periods.slice(0, -1), { fromDay, untilDay }] };
}

/** Its station closed. A period lasts a day at least: one that began that day ends with it. */
export function endWithStation(coverage: Coverage, _: Station, now: Date): Coverage {
  const { fromDay = dayOf(now) } = coverage.periods.at(-1) ?? {};
  const untilDay = dayOf(now) > fromDay ? dayOf(now) : addDays(fromDay, 1);
  return {
    ...coverageLife.move(coverage, 'end'),
    periods: [...coverage.periods.slice(0, -1), { fromDay, untilDay }],
  };
}
