import {
  MatchingImport,
  MatchingImport_Kind,
  MatchingImport_State,
} from '@doorstep/contracts/matching/v1/matching_import.js';
import type { Example } from '@doorstep/testing/example';

/** What proofs must know of an import. */
export const example: Example<MatchingImport> = {
  record: (over = {}) => ({
    ...MatchingImport.fromPartial({
      name: 'matchingImports/i1',
      state: MatchingImport_State.CHECKING,
      sheet: 'evidence/e1',
      division: '140930100001',
      kind: MatchingImport_Kind.NEED,
      importedBy: 'wu',
      roles: ['community'],
      divisions: ['140930100001'],
    }),
    ...over,
  }),
  draft: async (make) => ({
    sheet: await make.sheet('区划代码,需求,类别,来源,数量,截止日期\n{community},测试需求,养老,热线,1,2099-12-31\n'),
  }),
  passing: ['STATE_CHECKING', 'STATE_APPLYING'],
};
