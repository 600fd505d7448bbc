export { xlsxOf } from './xlsx.js';
export type { Moment } from './xlsx.js';
