import * as contract from '@doorstep/contracts/stations/v1/gap_task.js';
import type { Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Store, type Aggregates } from '@doorstep/store';
import { waiveGapTask } from './gap-task.js';
import { gapTasks } from './gap-task.store.js';

@Serves(contract.GapTaskServiceService)
export class GapTaskService implements contract.GapTaskService {
  private readonly gapTasks: Aggregates<contract.GapTask>;

  constructor(store: Store) {
    this.gapTasks = store.open(gapTasks);
  }

  getGapTask(request: contract.GetGapTaskRequest, caller: Caller) {
    return this.gapTasks.get(request.name, caller);
  }

  async listGapTasks(request: contract.ListGapTasksRequest, caller: Caller) {
    const { items, nextPageToken } = await this.gapTasks.list(request, caller);
    return { gapTasks: items, nextPageToken };
  }

  waiveGapTask(request: contract.WaiveGapTaskRequest, caller: Caller) {
    return this.gapTasks.update(request, caller, (task) => waiveGapTask(task, request.reason));
  }

  async listGapTaskHistory(request: contract.ListGapTaskHistoryRequest, caller: Caller) {
    const { items, nextPageToken } = await this.gapTasks.history(request.name, request, caller);
    return { changes: items, nextPageToken };
  }
}
