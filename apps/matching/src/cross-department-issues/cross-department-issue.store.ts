import { CrossDepartmentIssue } from '@doorstep/contracts/matching/v1/cross_department_issue.js';
import type { NounDefinition } from '@doorstep/store';
import { crossDepartmentIssueClocks, crossDepartmentIssueCounts } from './cross-department-issue.js';

export const crossDepartmentIssues: NounDefinition<CrossDepartmentIssue> = {
  name: 'crossDepartmentIssues',
  message: CrossDepartmentIssue,
  clocks: crossDepartmentIssueClocks,
  counts: crossDepartmentIssueCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['lead'], order: { createTime: -1 } },
  ],
};
