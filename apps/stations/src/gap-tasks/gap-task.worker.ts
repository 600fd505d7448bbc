import { nameIn } from '@doorstep/aip';
import { Injectable } from '@nestjs/common';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import { GapTask_State, type GapTask } from '@doorstep/contracts/stations/v1/gap_task.js';
import type { Inspection } from '@doorstep/contracts/stations/v1/inspection.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { Config, ownCaller } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { inspections } from '../inspections/inspection.store.js';
import { builtStates } from '../stations/station.js';
import { stations } from '../stations/station.store.js';
import { openGapTask, settleGapTask } from './gap-task.js';
import { gapTaskName, gapTasks } from './gap-task.store.js';

/** Opens a gap task for each station that was built when a template comes into force, and settles it by an inspection. */
@Injectable()
export class GapTaskWorker {
  private readonly gapTasks: Repository<GapTask>;
  private readonly inspections: Repository<Inspection>;
  private readonly stations: Repository<Station>;

  constructor(
    store: Store,
    private readonly config: Config,
  ) {
    this.gapTasks = store.open(gapTasks);
    this.inspections = store.open(inspections);
    this.stations = store.open(stations);
    store.react('gap-tasks', async (entry) => {
      if (entry.type === 'templates.in_force') await this.openAll(entry);
      if (entry.type === 'inspections.concluded') await this.settle(entry);
    });
  }

  private async openAll({ aggregate }: Entry): Promise<void> {
    const caller = ownCaller(this.config.service, 'gap-tasks');
    const template = nameIn('templates', aggregate);
    for await (const station of this.stations.scan({ state: { $in: builtStates } })) {
      if (station.template === template) continue;
      const name = gapTaskName(station.name, template);
      if (await this.gapTasks.exists(name)) continue;
      await this.gapTasks.create({ requestId: name, reason: '' }, caller, () => ({
        ...openGapTask(station, template),
        name,
      }));
    }
  }

  private async settle({ aggregate, eventId }: Entry): Promise<void> {
    const caller = ownCaller(this.config.service, 'gap-tasks');
    const inspection = await this.inspections.get(this.inspections.nameIn(aggregate), caller);
    const name = gapTaskName(inspection.station, inspection.template);
    if (!inspection.compliant || !(await this.gapTasks.exists(name))) return;
    await this.gapTasks.update({ name, etag: '', requestId: eventId, reason: '' }, caller, (task) =>
      task.state === GapTask_State.OPEN ? settleGapTask(task, inspection) : task,
    );
  }
}
