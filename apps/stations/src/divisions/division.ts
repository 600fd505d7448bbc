import { type Division, Division_Level as Level } from '@doorstep/contracts/stations/v1/division.js';
import { levelOf, parentOf, refusals } from '@doorstep/domain';

const levels = [Level.UNSPECIFIED, Level.COUNTY, Level.TOWNSHIP, Level.COMMUNITY, Level.COMPOUND] as const;

export const refuse = refusals({
  DIVISION_WITHOUT_PARENT: { zh: '上级区划尚未登记', en: 'the division above is not recorded yet' },
});

/** A division under its parent; `hasParent` tells whether the one above is recorded. A county has none. */
export function recordDivision(draft: Division, hasParent: boolean): Division {
  const parent = parentOf(draft.code);
  if (parent !== '' && !hasParent) throw refuse.DIVISION_WITHOUT_PARENT({ field: 'division.code', parent });
  return { ...draft, name: `divisions/${draft.code}`, parent, level: levels[levelOf(draft.code)] ?? Level.UNSPECIFIED };
}
