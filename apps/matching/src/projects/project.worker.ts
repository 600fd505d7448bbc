import { idOf } from '@doorstep/aip';
import { Injectable } from '@nestjs/common';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import type { Need } from '@doorstep/contracts/matching/v1/need.js';
import type { Project } from '@doorstep/contracts/matching/v1/project.js';
import type { Resource } from '@doorstep/contracts/matching/v1/resource.js';
import type { EventBody } from '@doorstep/events';
import { Config, ownCaller } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { needs } from '../needs/need.store.js';
import { resources } from '../resources/resource.store.js';
import { endedNeed, freedResource } from './project.js';
import { projects } from './project.store.js';

/** Tells needs and resources that their project ended: follows projects in this service's journal. */
@Injectable()
export class ProjectWorker {
  private readonly projects: Repository<Project>;
  private readonly needs: Repository<Need>;
  private readonly resources: Repository<Resource>;

  constructor(
    store: Store,
    private readonly config: Config,
  ) {
    this.projects = store.open(projects);
    this.needs = store.open(needs);
    this.resources = store.open(resources);
    store.react('projects', async (entry) => {
      if (entry.type === 'projects.accepted') await this.tellNeeds(entry);
      if (entry.type === 'projects.cancelled') await Promise.all([this.tellNeeds(entry), this.freeResources(entry)]);
    });
  }

  private async tellNeeds(entry: Entry): Promise<void> {
    const caller = ownCaller(this.config.service, 'projects');
    const project = await this.projects.get(this.projects.nameIn(entry.aggregate), caller);
    for (const name of project.needs) {
      const { stateTime } = await this.needs.get(name, caller);
      const request = telling(entry, name, idOf('needs', name), stateTime);
      await this.needs.update(request, caller, (need) => endedNeed(need, project));
    }
  }

  private async freeResources(entry: Entry): Promise<void> {
    const caller = ownCaller(this.config.service, 'projects');
    const project = await this.projects.get(this.projects.nameIn(entry.aggregate), caller);
    for (const name of project.resources) {
      const { stateTime } = await this.resources.get(name, caller);
      const request = telling(entry, name, idOf('resources', name), stateTime);
      await this.resources.update(request, caller, (resource) => freedResource(resource, project));
    }
  }
}

/** Names the event, so that a repeat changes nothing; dated as the project's end, but not before the record's last step. */
function telling<N extends string>({ eventId, body }: Entry, name: N, id: string, stateTime: Date | undefined) {
  const ended = new Date((JSON.parse(body) as EventBody).effectiveTime);
  const effectiveTime = stateTime && stateTime > ended ? stateTime : ended;
  return { name, etag: '', requestId: `${eventId}-${id}`, reason: '', effectiveTime };
}
