export { type Column } from './column.js';
export { refuse } from './refusals.js';
export { SheetReader } from './reader/reader.js';
