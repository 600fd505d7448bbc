export { dayIn } from './day.js';
export { refuse } from './refusals.js';
export { entriesOf, type Column, type Entry, type Fault } from './entries.js';
export { rowsOf, type Row } from './rows.js';
