import { Suggestion } from '@doorstep/contracts/matching/v1/suggestion.js';
import type { NounDefinition } from '@doorstep/store';

export const suggestions: NounDefinition<Suggestion> = {
  name: 'suggestions',
  message: Suggestion,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['matchRun'], order: { score: -1 } },
    { by: ['matchRun', 'state'], order: { score: -1 } },
    { by: ['need'], order: { createTime: -1 } },
  ],
};
