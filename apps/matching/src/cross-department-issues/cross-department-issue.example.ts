import type { Example } from '@doorstep/testing/example';
import {
  CrossDepartmentIssue,
  CrossDepartmentIssue_State,
} from '@doorstep/contracts/matching/v1/cross_department_issue.js';

/** An issue as tests want it: valid, fixed, and overridden where the test speaks. */
export const issue = (over: Partial<CrossDepartmentIssue> = {}): CrossDepartmentIssue => ({
  ...CrossDepartmentIssue.fromPartial({
    name: 'crossDepartmentIssues/i1',
    etag: '1',
    state: CrossDepartmentIssue_State.RAISED,
    division: '140930100001',
    category: 'heating',
    title: '老旧小区供热管网改造',
  }),
  ...over,
});

/** What proofs must know of an issue. */
export const example: Example<CrossDepartmentIssue> = {
  record: issue,
  says: {
    table: { quarter: '2099-Q4' },
    assign: (_, { owner }) => ({ lead: owner.subject, leadDepartment: owner.organisation, coDepartments: ['other'] }),
    resolve: async ({ name }, make) => ({ resolutionEvidence: [await make.evidence(name, 'MINUTES')] }),
  },
  seen: CrossDepartmentIssue_State.ASSIGNED,
  never: { return: 'only a breach takes a record to a higher desk' },
};
