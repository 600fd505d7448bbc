import type { Division } from '@doorstep/contracts/stations/v1/division.js';
import type { Practice } from '@doorstep/contracts/stations/v1/practice.js';
import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/replication.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { divisions } from '../divisions/division.store.js';
import { practices } from '../practices/practice.store.js';
import {
  adoptReplication,
  proposeReplication,
  revokeReplication,
  verifyReplication,
  withdrawReplication,
} from './replication.js';
import { replicationName, replications } from './replication.store.js';

@Serves(contract.ReplicationServiceService, replications)
export class ReplicationService implements Steps<contract.ReplicationService> {
  private readonly replications: Repository<contract.Replication>;
  private readonly divisions: Repository<Division>;
  private readonly practices: Repository<Practice>;

  constructor(store: Store) {
    this.replications = store.open(replications);
    this.divisions = store.open(divisions);
    this.practices = store.open(practices);
  }

  createReplication(request: contract.CreateReplicationRequest, caller: Caller) {
    return this.replications.create(request, caller, async () => {
      const draft = given(request, 'replication');
      await this.divisions.get(`divisions/${draft.division}`, caller);
      // A practice is held up to every compound, wherever it began.
      const practice = await this.practices.get(draft.practice, { ...caller, scope: 'everywhere' });
      const proposed = proposeReplication(draft, practice);
      return { ...proposed, name: replicationName(proposed) };
    });
  }

  adoptReplication(request: contract.AdoptReplicationRequest, caller: Caller) {
    return this.replications.update(request, caller, (record) => adoptReplication(record, request.evidence, caller));
  }

  verifyReplication(request: StepRequest<contract.ReplicationName>, caller: Caller) {
    return this.replications.update(request, caller, (record) => verifyReplication(record, caller));
  }

  withdrawReplication(request: StepRequest<contract.ReplicationName>, caller: Caller) {
    return this.replications.update(request, caller, (record) => withdrawReplication(record, request.reason));
  }

  revokeReplication(request: StepRequest<contract.ReplicationName>, caller: Caller) {
    return this.replications.update(request, caller, (record) => revokeReplication(record, request.reason));
  }
}
