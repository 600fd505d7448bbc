import { Import } from '@doorstep/contracts/stations/v1/import.js';
import type { NounDefinition } from '@doorstep/store';
import { importCounts } from './import.js';

export const imports: NounDefinition<Import> = {
  name: 'imports',
  message: Import,
  counts: importCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
  ],
};
