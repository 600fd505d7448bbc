import type { Example } from '@doorstep/testing/example';
import { ProcessTemplate, ProcessTemplate_State } from '@doorstep/contracts/matching/v1/process_template.js';

/** What a project and its template say of the work. */
export const steps = [
  { title: '入户摸底', department: '', workingDays: 5 },
  { title: '加装扶手', department: '县住建局', workingDays: 20 },
];

/** A template as tests want it: valid, fixed, and overridden where the test speaks. */
export const processTemplate = (over: Partial<ProcessTemplate> = {}): ProcessTemplate => ({
  ...ProcessTemplate.fromPartial({
    name: 'processTemplates/t1',
    etag: '1',
    state: ProcessTemplate_State.DRAFTED,
    project: 'projects/p1',
    division: '1409301000010001',
    displayName: '适老化改造流程',
    category: 'elder-care',
    steps,
  }),
  ...over,
});

/** What proofs must know of a template. */
export const example: Example<ProcessTemplate> = {
  record: processTemplate,
  draft: async (make) => ({ project: (await make.record('projects', 'STATE_ACCEPTED', { steps })).name }),
};
