import type { Figures } from '@doorstep/contracts/figures.js';
import {
  type Division,
  Division_Level as Level,
  Division_State as State,
} from '@doorstep/contracts/stations/v1/division.js';
import {
  dayOf,
  divisionMerged,
  levelOf,
  lifecycle,
  parentOf,
  refusals,
  type Arrows,
  type Counts,
} from '@doorstep/domain';

const { IN_FORCE, MERGED } = State;
const levels = [Level.UNSPECIFIED, Level.COUNTY, Level.TOWNSHIP, Level.COMMUNITY, Level.COMPOUND] as const;
/** Every stored list has an end. */
const maxNames = 100;

export const divisionLife = lifecycle(IN_FORCE, {
  [IN_FORCE]: { rename: IN_FORCE, merge: MERGED },
  [MERGED]: {},
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on a division. */
export const divisionCounts = {} satisfies Counts<Figures['doorstep.stations.v1.Division'], Division>;

const refuse = refusals({
  DIVISION_WITHOUT_PARENT: {
    zh: '上级区划尚未登记',
    en: 'the division above is not recorded yet',
    remedy: { zh: '请先登记上级区划', en: 'record the division above first' },
  },
  DIVISION_NAMED_SO: {
    zh: '该区划已是此名称',
    en: 'the division has that name already',
    remedy: { zh: '无须更名', en: 'nothing to do; it has that name' },
  },
  NAMES_FULL: {
    zh: '曾用名已达上限',
    en: 'the division had as many names as it may',
    remedy: { zh: '请联系管理员；曾用名数量有限', en: 'ask an operator: a division holds a limited number of names' },
  },
  DIVISION_MERGED_INTO_ITSELF: {
    zh: '区划不能并入自身',
    en: 'a division does not merge into itself',
    remedy: { zh: '请填写另一个区划', en: 'name another division' },
  },
  DIVISION_OF_OTHER_LEVEL: {
    zh: '只能并入同级区划',
    en: 'a division merges into one of its own level',
    remedy: { zh: '请填写同级的区划', en: 'name a division of the same level' },
  },
  DIVISION_HAS_DIVISIONS_BELOW: {
    zh: '下级区划须先逐一并入新区划',
    en: 'the divisions below must be merged first, each into its successor',
    remedy: { zh: '请先把下级区划逐一并入', en: 'merge the divisions below first' },
  },
});

/** A division under its parent, which is undefined where it is not recorded. A county has none. */
export function recordDivision(draft: Division, above: Division | undefined, now: Date): Division {
  const parent = parentOf(draft.code);
  if (parent !== '' && above === undefined) throw refuse.DIVISION_WITHOUT_PARENT({ field: 'division.code', parent });
  if (above?.state === MERGED)
    throw divisionMerged({ field: 'division.code', division: parent, into: above.mergedInto });
  return {
    ...draft,
    name: `divisions/${draft.code}`,
    state: divisionLife.initial,
    parent,
    level: levels[levelOf(draft.code)] ?? Level.UNSPECIFIED,
    fromDay: dayOf(now),
  };
}

export function renameDivision(division: Division, displayName: string, now: Date): Division {
  const renamed = divisionLife.move(division, 'rename');
  const { displayName: former, formerNames } = division;
  if (former === displayName) throw refuse.DIVISION_NAMED_SO({ field: 'display_name', division: division.name });
  if (formerNames.length >= maxNames) throw refuse.NAMES_FULL({ division: division.name });
  return { ...renamed, displayName, formerNames: [...formerNames, { displayName: former, untilDay: dayOf(now) }] };
}

/** Merges a division into another. @param below codes of the divisions below it that are in force. */
export function mergeDivision(division: Division, into: Division, below: readonly string[], now: Date): Division {
  const merged = divisionLife.move(division, 'merge');
  if (into.code === division.code) throw refuse.DIVISION_MERGED_INTO_ITSELF({ field: 'into' });
  if (into.state === MERGED) throw divisionMerged({ field: 'into', division: into.code, into: into.mergedInto });
  if (into.level !== division.level) throw refuse.DIVISION_OF_OTHER_LEVEL({ field: 'into', level: division.level });
  if (below.length > 0) throw refuse.DIVISION_HAS_DIVISIONS_BELOW({ below: below.join(' ') });
  return { ...merged, mergedInto: into.code, untilDay: dayOf(now) };
}
