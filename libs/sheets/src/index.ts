export { refuse } from './refusals.js';
export { SheetReader } from './reader/reader.js';
export { most } from './row.js';
