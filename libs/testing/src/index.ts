export { eventually } from './eventually.js';
export { provesLifecycle } from './lifecycle.js';
export { outcome, reasonOf } from './outcome.js';
export { person } from './person.js';
