import { afterAll, beforeAll, describe } from '@jest/globals';
import { ToolServiceService } from '@doorstep/contracts/stations/v1/tool.js';
import { Clock, Store } from '@doorstep/store';
import { bootService, type Running } from '@doorstep/testing/boot';
import { MovableClock, provesDeadlines, timed } from '@doorstep/testing/deadlines';
import { gapTask } from './gap-tasks/gap-task.example.js';
import { gapTasks } from './gap-tasks/gap-task.store.js';
import { StationsModule } from './stations.module.js';
import { tool } from './tools/tool.example.js';
import { tools } from './tools/tool.store.js';

describe('nobody dodges a deadline of the service', () => {
  const clock = new MovableClock(new Date('2025-03-04T02:00:00Z'));
  let app: Running<typeof ToolServiceService>;
  beforeAll(async () => {
    app = await bootService(StationsModule, ToolServiceService, [[Clock, clock.now]]);
  });
  afterAll(() => app.close());

  provesDeadlines([timed(gapTasks, gapTask()), timed(tools, tool())], () => app.get(Store), clock);
});
