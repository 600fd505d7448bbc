import { describe, expect, it } from '@jest/globals';
import {
  ProcessTemplateServiceService,
  ProcessTemplate_State as State,
} from '@doorstep/contracts/matching/v1/process_template.js';
import { Project_State } from '@doorstep/contracts/matching/v1/project.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { project } from '../projects/project.example.js';
import { processTemplate, steps } from './process-template.example.js';
import {
  cloneProject,
  fromTemplate,
  processTemplateLife,
  publishTemplate,
  retireTemplate,
} from './process-template.js';

const accepted = (over = {}) => project({ state: Project_State.ACCEPTED, steps, ...over });
const draft = processTemplate({ name: '', state: State.PUBLISHED, steps: [], lineage: ['processTemplates/forged'] });

describe('process template', () => {
  provesLifecycle(processTemplateLife, ProcessTemplateServiceService, 'ProcessTemplate', { consequences: [] });

  it('needs steps', () => {
    expect(outcome(() => cloneProject(draft, accepted({ steps: [] }), undefined))).toBe('PROJECT_WITHOUT_STEPS');
  });

  const long = Array.from({ length: 20 }, (_, at) => `processTemplates/a${String(at)}` as const);
  it.each([
    { parent: undefined, want: [] },
    { parent: processTemplate(), want: ['processTemplates/t1'] },
    {
      parent: processTemplate({ lineage: ['processTemplates/t0'] }),
      want: ['processTemplates/t1', 'processTemplates/t0'],
    },
    { parent: processTemplate({ lineage: long }), want: ['processTemplates/t1', ...long.slice(0, 19)] },
  ])('descends from $want.length', ({ parent, want }) => {
    const cloned = cloneProject(draft, accepted(), parent);
    expect(cloned).toMatchObject({ steps, category: 'elder-care', division: accepted().division });
    expect(cloned.lineage).toEqual(want);
  });

  it('gives its steps', () => {
    expect(fromTemplate(project(), processTemplate({ state: State.PUBLISHED })).steps).toEqual(steps);
  });

  it('leaves a project the steps that it says itself', () => {
    const own = project({ steps: steps.slice(1) });
    expect(fromTemplate(own, processTemplate({ state: State.PUBLISHED }))).toBe(own);
  });

  it.each([
    { state: State.PUBLISHED, reason: '标准更新', want: State.RETIRED },
    { state: State.DRAFTED, reason: '标准更新', want: State.RETIRED },
    { state: State.PUBLISHED, reason: '', want: 'REASON_REQUIRED' },
    { state: State.RETIRED, reason: '标准更新', want: 'WRONG_STATE' },
  ])('$state, retired because of "$reason": $want', ({ state, reason, want }) => {
    expect(outcome(() => retireTemplate(processTemplate({ state }), reason))).toBe(want);
    if (state === State.RETIRED) expect(outcome(() => publishTemplate(processTemplate({ state })))).toBe('WRONG_STATE');
  });
});
