import { Project } from '@doorstep/contracts/matching/v1/project.js';
import type { NounDefinition } from '@doorstep/store';
import { projectDeadlines, projectCounts } from './project.js';

export const projects: NounDefinition<Project> = {
  name: 'projects',
  message: Project,
  deadlines: projectDeadlines,
  counts: projectCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['template'], order: { createTime: -1 } },
    { by: ['state', 'livelihood'], order: { createTime: -1 } },
  ],
};
