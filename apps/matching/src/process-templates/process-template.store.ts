import { ProcessTemplate } from '@doorstep/contracts/matching/v1/process_template.js';
import type { NounDefinition } from '@doorstep/store';

export const processTemplates: NounDefinition<ProcessTemplate> = {
  name: 'processTemplates',
  message: ProcessTemplate,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['category'], order: { createTime: -1 } },
    { by: ['project'], order: { createTime: -1 } },
  ],
};
