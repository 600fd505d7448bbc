import { Category } from '@doorstep/contracts/stations/v1/category.js';
import type { NounDefinition } from '@doorstep/store';

export const categories: NounDefinition<Category> = {
  name: 'categories',
  message: Category,
  lists: [
    { by: [], order: { code: 1 } },
    { by: ['state'], order: { code: 1 } },
  ],
};
