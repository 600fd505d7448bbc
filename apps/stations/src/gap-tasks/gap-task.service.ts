import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/gap_task.js';
import type { Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { waiveGapTask } from './gap-task.js';
import { gapTasks } from './gap-task.store.js';

@Serves(contract.GapTaskServiceService, gapTasks)
export class GapTaskService implements Steps<contract.GapTaskService> {
  private readonly gapTasks: Repository<contract.GapTask>;

  constructor(store: Store) {
    this.gapTasks = store.open(gapTasks);
  }

  waiveGapTask(request: StepRequest<contract.GapTaskName>, caller: Caller) {
    return this.gapTasks.update(request, caller, (task) => waiveGapTask(task, request.reason));
  }
}
