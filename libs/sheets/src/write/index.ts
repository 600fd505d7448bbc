export { xlsxOf } from './xlsx.js';
