import { Import } from '@doorstep/contracts/stations/v1/import.js';
import type { Collection } from '@doorstep/store';

export const imports: Collection<Import> = {
  name: 'imports',
  message: Import,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
  ],
};
