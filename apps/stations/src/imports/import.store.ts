import { Import } from '@doorstep/contracts/stations/v1/import.js';
import type { NounDefinition } from '@doorstep/store';

export const imports: NounDefinition<Import> = {
  name: 'imports',
  message: Import,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
  ],
};
