import { Inject } from '@nestjs/common';
import * as contract from '@doorstep/contracts/matching/v1/match_run.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { Divisions } from '../peers.js';
import { startMatchRun } from './match-run.js';
import { matchRuns } from './match-run.store.js';

@Serves(contract.MatchRunServiceService, matchRuns)
export class MatchRunService implements Steps<contract.MatchRunService> {
  private readonly runs: Repository<contract.MatchRun>;

  constructor(
    store: Store,
    @Inject(Divisions) private readonly divisions: Divisions,
  ) {
    this.runs = store.open(matchRuns);
  }

  createMatchRun(request: contract.CreateMatchRunRequest, caller: Caller) {
    return this.runs.create(request, caller, async () => {
      const draft = given(request, 'matchRun');
      await this.divisions.getDivision({ name: `divisions/${draft.division}` }, caller);
      return startMatchRun(draft, caller);
    });
  }
}
