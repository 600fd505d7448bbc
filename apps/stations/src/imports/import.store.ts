import { Import } from '@doorstep/contracts/stations/v1/import.js';
import { importCollection } from '@doorstep/sheets/imports';

export const imports = importCollection<Import>('imports', Import);

export { importLife } from '@doorstep/sheets/imports';
