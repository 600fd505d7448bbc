import { CrossDepartmentIssue } from '@doorstep/contracts/matching/v1/cross_department_issue.js';
import { audience } from '@doorstep/domain';
import type { Collection } from '@doorstep/store';
import {
  crossDepartmentIssueDeadlines,
  crossDepartmentIssueFigures,
  crossDepartmentIssueOverall,
} from './cross-department-issue.js';

export const crossDepartmentIssues: Collection<CrossDepartmentIssue> = {
  name: 'crossDepartmentIssues',
  message: CrossDepartmentIssue,
  deadlines: crossDepartmentIssueDeadlines,
  overall: crossDepartmentIssueOverall,
  figures: crossDepartmentIssueFigures,
  audience: ({ leadDepartment, coDepartments }) =>
    [leadDepartment, ...coDepartments].filter((department) => department !== '').map(audience.organisation),
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['lead'], order: { createTime: -1 } },
    { by: ['division'], order: { createTime: -1 } },
  ],
};
