import { Tool } from '@doorstep/contracts/stations/v1/tool.js';
import type { NounDefinition } from '@doorstep/store';
import { refuse, toolDeadlines } from './tool.js';

export const tools: NounDefinition<Tool> = {
  name: 'tools',
  message: Tool,
  deadlines: toolDeadlines,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
    { by: ['borrower'], order: { createTime: -1 } },
    { by: ['state'], order: { dueTime: 1 } }, // what must be back first
  ],
  unique: [{ fields: ['borrower', 'slot'], where: { lent: true }, refusal: refuse.SLOT_TAKEN }], // finds what a person has, too
};
