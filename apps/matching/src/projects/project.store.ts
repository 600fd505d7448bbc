import { type ProcessTemplate, ProcessTemplate_State } from '@doorstep/contracts/matching/v1/process_template.js';
import { Project } from '@doorstep/contracts/matching/v1/project.js';
import type { NounDefinition, Parent } from '@doorstep/store';
import { refuse } from '../process-templates/process-template.js';
import { projectClocks, projectCounts } from './project.js';

export const projects: NounDefinition<Project> = {
  name: 'projects',
  message: Project,
  clocks: projectClocks,
  counts: projectCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['template'], order: { createTime: -1 } },
    { by: ['state', 'livelihood'], order: { createTime: -1 } },
  ],
  parents: {
    resources: { keep: 'who gives to it is not withdrawn; what is given, the resource says' },
    needs: { keep: 'what it took in, it took in' },
    unmetNeeds: { keep: 'what it did not meet, it did not meet' },
    template: {
      begins: { while: [ProcessTemplate_State.PUBLISHED], else: refuse.TEMPLATE_NOT_PUBLISHED },
      on: { [ProcessTemplate_State.RETIRED]: { keep: 'its steps are its own since it began' } },
    } satisfies Parent<Project, ProcessTemplate>,
  },
};
