import { Inject } from '@nestjs/common';
import * as contract from '@doorstep/contracts/matching/v1/cross_department_issue.js';
import { given, sentBack, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Store, type Aggregates } from '@doorstep/store';
import { Divisions } from '../peers.js';
import {
  assignIssue,
  raiseIssue,
  reopenIssue,
  resolveIssue,
  startIssue,
  tableIssue,
  verifyIssue,
} from './cross-department-issue.js';
import { crossDepartmentIssues } from './cross-department-issue.store.js';

@Serves(contract.CrossDepartmentIssueServiceService)
export class CrossDepartmentIssueService implements contract.CrossDepartmentIssueService {
  private readonly issues: Aggregates<contract.CrossDepartmentIssue>;

  constructor(
    store: Store,
    @Inject(Divisions) private readonly divisions: Divisions,
  ) {
    this.issues = store.open(crossDepartmentIssues);
  }

  async createCrossDepartmentIssue(request: contract.CreateCrossDepartmentIssueRequest, caller: Caller) {
    const draft = given(request, 'crossDepartmentIssue');
    await this.divisions.getDivision({ name: `divisions/${draft.division}` }, caller);
    return this.issues.create(request, caller, raiseIssue(draft, caller));
  }

  getCrossDepartmentIssue(request: contract.GetCrossDepartmentIssueRequest, caller: Caller) {
    return this.issues.get(request.name, caller);
  }

  async listCrossDepartmentIssues(request: contract.ListCrossDepartmentIssuesRequest, caller: Caller) {
    const { items, nextPageToken } = await this.issues.list(request, caller);
    return { crossDepartmentIssues: items, nextPageToken };
  }

  tableCrossDepartmentIssue(request: contract.TableCrossDepartmentIssueRequest, caller: Caller) {
    return this.issues.update(request, caller, (issue, now) => tableIssue(issue, request.quarter, now));
  }

  assignCrossDepartmentIssue(request: contract.AssignCrossDepartmentIssueRequest, caller: Caller) {
    return this.issues.update(request, caller, (issue) => assignIssue(issue, request));
  }

  startCrossDepartmentIssue(request: contract.StartCrossDepartmentIssueRequest, caller: Caller) {
    return this.issues.update(request, caller, (issue) => startIssue(issue, caller));
  }

  resolveCrossDepartmentIssue(request: contract.ResolveCrossDepartmentIssueRequest, caller: Caller) {
    return this.issues.update(request, caller, (issue) => resolveIssue(issue, request.resolutionEvidence, caller));
  }

  verifyCrossDepartmentIssue(request: contract.VerifyCrossDepartmentIssueRequest, caller: Caller) {
    return this.issues.update(request, caller, (issue) => verifyIssue(issue, caller));
  }

  reopenCrossDepartmentIssue(request: contract.ReopenCrossDepartmentIssueRequest, caller: Caller) {
    return this.issues.update(request, caller, (issue, now) => reopenIssue(issue, request.reason, now));
  }

  returnCrossDepartmentIssue(request: contract.ReturnCrossDepartmentIssueRequest, caller: Caller) {
    return this.issues.update(request, caller, (issue) => sentBack(issue, request.reason));
  }

  async listCrossDepartmentIssueHistory(request: contract.ListCrossDepartmentIssueHistoryRequest, caller: Caller) {
    const { items, nextPageToken } = await this.issues.history(request.name, request, caller);
    return { changes: items, nextPageToken };
  }
}
