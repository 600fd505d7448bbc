import type { Figures } from '@doorstep/contracts/figures.js';
import {
  type ProcessTemplate,
  ProcessTemplate_State as State,
} from '@doorstep/contracts/matching/v1/process_template.js';
import type { Project } from '@doorstep/contracts/matching/v1/project.js';
import { lifecycle, reasonRequired, refusals, type Arrows, type Counts } from '@doorstep/domain';

const { DRAFTED, PUBLISHED, RETIRED } = State;

export const processTemplateLife = lifecycle(DRAFTED, {
  [DRAFTED]: { publish: PUBLISHED, retire: RETIRED },
  [PUBLISHED]: { retire: RETIRED },
  [RETIRED]: {},
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on a process template. */
export const processTemplateCounts = {} satisfies Counts<
  Figures['doorstep.matching.v1.ProcessTemplate'],
  ProcessTemplate
>;

export const refuse = refusals({
  PROJECT_NOT_ACCEPTED: {
    zh: '只有已验收的项目可以形成模板',
    en: 'a template is made of an accepted project',
    remedy: { zh: '请待该项目验收后再形成模板', en: 'wait until the project is accepted, or name another one' },
  },
  PROJECT_WITHOUT_STEPS: {
    zh: '该项目没有步骤',
    en: 'the project has no steps',
    remedy: { zh: '请选择记有步骤的项目', en: 'name a project that recorded its steps' },
  },
  TEMPLATE_NOT_PUBLISHED: {
    zh: '该模板未发布或已停用',
    en: 'the template is not published, or retired',
    remedy: { zh: '请选择已发布的模板', en: 'name a template that is published' },
  },
});

/** Every stored list has an end. */
const maxLineage = 20;

/** A template as it begins: such practice becomes a procedure. `parent` is what the project itself was made from. */
export function cloneProject(
  draft: ProcessTemplate,
  project: Project,
  parent: ProcessTemplate | undefined,
): ProcessTemplate {
  const { name, division, category, steps } = project;
  if (steps.length === 0) throw refuse.PROJECT_WITHOUT_STEPS({ project: name });
  const lineage = parent ? [parent.name, ...parent.lineage].slice(0, maxLineage) : [];
  return { ...draft, state: processTemplateLife.initial, division, category, steps, lineage };
}

export const publishTemplate = (template: ProcessTemplate): ProcessTemplate =>
  processTemplateLife.move(template, 'publish');

export function retireTemplate(template: ProcessTemplate, reason: string): ProcessTemplate {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return processTemplateLife.move(template, 'retire');
}

/** A project's draft upon a template: its steps, where the draft says none of its own. */
export const fromTemplate = (draft: Project, { steps }: ProcessTemplate): Project =>
  draft.steps.length > 0 ? draft : { ...draft, steps };
