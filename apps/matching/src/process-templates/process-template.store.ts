import { ProcessTemplate } from '@doorstep/contracts/matching/v1/process_template.js';
import { type Project, Project_State } from '@doorstep/contracts/matching/v1/project.js';
import type { NounDefinition, Parent } from '@doorstep/store';
import { processTemplateCounts, refuse } from './process-template.js';

export const processTemplates: NounDefinition<ProcessTemplate> = {
  name: 'processTemplates',
  message: ProcessTemplate,
  counts: processTemplateCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['category'], order: { createTime: -1 } },
    { by: ['project'], order: { createTime: -1 } },
  ],
  parents: {
    project: {
      begins: { while: [Project_State.ACCEPTED], else: refuse.PROJECT_NOT_ACCEPTED },
      on: {
        [Project_State.RUNNING]: { keep: 'whether work that was opened again still sets an example, a person decides' },
        [Project_State.DELIVERED]: {
          keep: 'whether work that was opened again still sets an example, a person decides',
        },
        [Project_State.CANCELLED]: { keep: 'whether work that was given up still sets an example, a person decides' },
      },
    } satisfies Parent<ProcessTemplate, Project>,
    lineage: { keep: 'from which it descends does not change' },
  },
};
