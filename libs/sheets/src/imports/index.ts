export { importLife, type ImportRecord, type Sheet } from './import.js';
export { importCollection, importing, Imports, type Importing } from './imports.js';
export { sheetNoun, type SheetNoun } from './nouns.js';
export { SheetSource } from './sheet-source.js';
