import type { Example } from '@doorstep/testing/example';
import { Import, Import_State } from '@doorstep/contracts/stations/v1/import.js';

/** An import as tests want it: valid, fixed, and overridden where the test speaks. */
export const importOf = (over: Partial<Import> = {}): Import => ({
  ...Import.fromPartial({
    name: 'imports/i1',
    etag: '1',
    state: Import_State.CHECKING,
    sheet: 'evidence/e1',
    division: '140930100',
    noun: 'grids',
    importedBy: 'wu',
    roles: ['township'],
    divisions: ['140930100'],
  }),
  ...over,
});

/** What proofs must know of an import. */
export const example: Example<Import> = {
  record: importOf,
  draft: async (make) => ({ sheet: await make.sheet('区划代码,网格名称\n{community},测试网格\n') }),
  passing: ['STATE_CHECKING', 'STATE_APPLYING'],
  // Only an import that was given up: no caller brings one there.
  never: { retry: 'only an import that was given up is checked again' },
};
