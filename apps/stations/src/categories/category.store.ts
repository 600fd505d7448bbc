import { Category } from '@doorstep/contracts/stations/v1/category.js';
import type { NounDefinition } from '@doorstep/store';
import { categoryCounts } from './category.js';

export const categories: NounDefinition<Category> = {
  name: 'categories',
  message: Category,
  counts: categoryCounts,
  lists: [
    { by: [], order: { code: 1 } },
    { by: ['state'], order: { code: 1 } },
  ],
};
