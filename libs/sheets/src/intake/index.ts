export { sheet } from './sheet.js';
export { SheetsModule } from './sheets.module.js';
