import { MatchingImport } from '@doorstep/contracts/matching/v1/matching_import.js';
import { importCollection } from '@doorstep/sheets/imports';

export const matchingImports = importCollection<MatchingImport>('matchingImports', MatchingImport);

export { importLife } from '@doorstep/sheets/imports';
