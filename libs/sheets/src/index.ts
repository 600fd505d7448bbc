export { dayIn } from './day.js';
export { refuse } from './refusals.js';
export { entriesOf, type Column } from './entries.js';
export { rowsOf } from './rows.js';
