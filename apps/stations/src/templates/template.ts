import type { Figures } from '@doorstep/contracts/figures.js';
import {
  type Template,
  Template_Item as Item,
  Template_State as State,
} from '@doorstep/contracts/stations/v1/template.js';
import { lifecycle, refusals, type Arrows, type Counts } from '@doorstep/domain';

const { DRAFTED, IN_FORCE, SUPERSEDED } = State;

export const templateLife = lifecycle(DRAFTED, {
  [DRAFTED]: { enact: IN_FORCE },
  [IN_FORCE]: { supersede: SUPERSEDED },
  [SUPERSEDED]: {},
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on a template. */
export const templateCounts = {} satisfies Counts<Figures['doorstep.stations.v1.Template'], Template>;

export const refuse = refusals({
  CRITERIA_INCOMPLETE: {
    zh: '标准须逐项写明七项要求',
    en: 'a template says what is asked of each of the seven items',
    remedy: { zh: '请补齐七项要求', en: 'say what is asked of each of the seven items' },
  },
  TEMPLATE_IN_FORCE: {
    zh: '另一版标准刚刚生效，请重试',
    en: 'another version came into force meanwhile; try again',
    remedy: { zh: '请重试', en: 'repeat the request' },
  },
});

/** The two areas and five modules of 2+5+N. Source: the report, on the standard of stations. */
export const items: readonly Item[] = [
  Item.BRANCH_ACTIVITY,
  Item.CONVENIENCE_SERVICE,
  Item.MEMBER_MANAGEMENT,
  Item.DELIBERATION,
  Item.ERRANDS,
  Item.CULTURE_AND_LEISURE,
  Item.MEDIATION,
];

/** A version as it begins. */
export function draftTemplate(draft: Template): Template {
  const missing = items.filter((item) => !draft.criteria.some((criterion) => criterion.item === item));
  if (missing.length > 0) throw refuse.CRITERIA_INCOMPLETE({ field: 'template.criteria', missing: missing.join(' ') });
  return { ...draft, state: templateLife.initial };
}

export const enactTemplate = (template: Template): Template => templateLife.move(template, 'enact');

/** Another version takes its place, unless a third one has done so meanwhile. */
export function supersedeTemplate(template: Template): Template {
  if (template.state === SUPERSEDED) throw refuse.TEMPLATE_IN_FORCE({ template: template.name });
  return templateLife.move(template, 'supersede');
}
