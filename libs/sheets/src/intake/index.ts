export { sheet } from './sheet.js';
export { SheetsModule } from './sheets.module.js';
export { Vocabulary } from './vocabulary.js';
