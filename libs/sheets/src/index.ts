export { dayIn } from './day.js';
export { refuse } from './refusals.js';
export { entriesOf, type Column, type Entry, type Fault, type Values } from './entries.js';
export type { Row } from './row.js';
export { rowsOf } from './rows.js';
