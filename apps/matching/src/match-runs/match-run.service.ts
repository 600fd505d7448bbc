import { Inject } from '@nestjs/common';
import * as contract from '@doorstep/contracts/matching/v1/match_run.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Store, type Aggregates } from '@doorstep/store';
import { Divisions } from '../peers.js';
import { startMatchRun } from './match-run.js';
import { matchRuns } from './match-run.store.js';

@Serves(contract.MatchRunServiceService)
export class MatchRunService implements contract.MatchRunService {
  private readonly runs: Aggregates<contract.MatchRun>;

  constructor(
    store: Store,
    @Inject(Divisions) private readonly divisions: Divisions,
  ) {
    this.runs = store.open(matchRuns);
  }

  async createMatchRun(request: contract.CreateMatchRunRequest, caller: Caller) {
    const draft = given(request, 'matchRun');
    await this.divisions.getDivision({ name: `divisions/${draft.division}` }, caller);
    return this.runs.create(request, caller, startMatchRun(draft, caller));
  }

  getMatchRun(request: contract.GetMatchRunRequest, caller: Caller) {
    return this.runs.get(request.name, caller);
  }

  async listMatchRuns(request: contract.ListMatchRunsRequest, caller: Caller) {
    const { items, nextPageToken } = await this.runs.list(request, caller);
    return { matchRuns: items, nextPageToken };
  }

  async listMatchRunHistory(request: contract.ListMatchRunHistoryRequest, caller: Caller) {
    const { items, nextPageToken } = await this.runs.history(request.name, request, caller);
    return { changes: items, nextPageToken };
  }
}
