import { Inject } from '@nestjs/common';
import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/matching/v1/cross_department_issue.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { Divisions } from '../peers.js';
import {
  assignIssue,
  raiseIssue,
  reopenIssue,
  resolveIssue,
  returnIssue,
  startIssue,
  tableIssue,
  verifyIssue,
} from './cross-department-issue.js';
import { crossDepartmentIssues } from './cross-department-issue.store.js';

@Serves(contract.CrossDepartmentIssueServiceService, crossDepartmentIssues)
export class CrossDepartmentIssueService implements Steps<contract.CrossDepartmentIssueService> {
  private readonly issues: Repository<contract.CrossDepartmentIssue>;

  constructor(
    store: Store,
    @Inject(Divisions) private readonly divisions: Divisions,
  ) {
    this.issues = store.open(crossDepartmentIssues);
  }

  createCrossDepartmentIssue(request: contract.CreateCrossDepartmentIssueRequest, caller: Caller) {
    return this.issues.create(request, caller, async () => {
      const draft = given(request, 'crossDepartmentIssue');
      await this.divisions.getDivision({ name: `divisions/${draft.division}` }, caller);
      return raiseIssue(draft, caller);
    });
  }

  tableCrossDepartmentIssue(request: contract.TableCrossDepartmentIssueRequest, caller: Caller) {
    return this.issues.update(request, caller, (issue, now) => tableIssue(issue, request.quarter, now));
  }

  assignCrossDepartmentIssue(request: contract.AssignCrossDepartmentIssueRequest, caller: Caller) {
    return this.issues.update(request, caller, (issue) => assignIssue(issue, request));
  }

  startCrossDepartmentIssue(request: StepRequest<contract.CrossDepartmentIssueName>, caller: Caller) {
    return this.issues.update(request, caller, (issue) => startIssue(issue, caller));
  }

  resolveCrossDepartmentIssue(request: contract.ResolveCrossDepartmentIssueRequest, caller: Caller) {
    return this.issues.update(request, caller, (issue) => resolveIssue(issue, request.resolutionEvidence, caller));
  }

  verifyCrossDepartmentIssue(request: StepRequest<contract.CrossDepartmentIssueName>, caller: Caller) {
    return this.issues.update(request, caller, (issue) => verifyIssue(issue, caller));
  }

  reopenCrossDepartmentIssue(request: StepRequest<contract.CrossDepartmentIssueName>, caller: Caller) {
    return this.issues.update(request, caller, (issue, now) => reopenIssue(issue, request.reason, now));
  }

  returnCrossDepartmentIssue(request: StepRequest<contract.CrossDepartmentIssueName>, caller: Caller) {
    return this.issues.update(request, caller, (issue) => returnIssue(issue, request.reason));
  }
}
