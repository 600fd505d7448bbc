import type { NeedName, ProjectName, ResourceName } from '@doorstep/contracts/names.js';
import { randomUUID } from 'node:crypto';
import { CrossDepartmentIssueServiceService } from '@doorstep/contracts/matching/v1/cross_department_issue.js';
import { JointMeetingServiceService } from '@doorstep/contracts/matching/v1/joint_meeting.js';
import { NeedServiceService, Need_State, type Need } from '@doorstep/contracts/matching/v1/need.js';
import { ProcessTemplateServiceService } from '@doorstep/contracts/matching/v1/process_template.js';
import { ProjectServiceService, type Project } from '@doorstep/contracts/matching/v1/project.js';
import { ResourceServiceService, Resource_State, type Resource } from '@doorstep/contracts/matching/v1/resource.js';
import { IntakeServiceService } from '@doorstep/contracts/sheets/v1/intake.js';
import type { Caller } from '@doorstep/domain';
import { DivisionTree, Store, unmerged } from '@doorstep/store';
import { bootService, person, vouching, type Fake, type Running } from '@doorstep/testing/boot';
import { MatchingModule } from './matching.module.js';
import { need } from './needs/need.example.js';
import { needs } from './needs/need.store.js';
import { categories, divisions } from './peers.example.js';
import { Categories, Divisions, Stations } from './peers.js';
import { joining, project } from './projects/project.example.js';
import { resource } from './resources/resource.example.js';
import { resources } from './resources/resource.store.js';

/** Every RPC of the service with which several nouns' stories are told. */
const services = {
  ...NeedServiceService,
  ...ResourceServiceService,
  ...ProjectServiceService,
  ...ProcessTemplateServiceService,
  ...CrossDepartmentIssueServiceService,
  ...JointMeetingServiceService,
  ...IntakeServiceService,
};
export type Services = typeof services;

export const wang = person('wang', '140930', ['county']);
export const wu = person('wu', '140930100', ['township']);
export const qian = person('qian');
export const chen = person('chen', '140930100001', ['community']);
export const li = person('li', '1409301000010001', ['resident']);
/** A community officer elsewhere. */
export const sun = person('sun', '140930101001', ['community']);

/** What every change says besides its own. */
export const change = <Name extends string>(name: Name) => ({ name, requestId: randomUUID() });

/** The service, with the tools to bring records of several nouns to where a test begins. */
export class Stories {
  private constructor(readonly app: Running<Services>) {}

  static async begin(fakes: readonly Fake[] = []): Promise<Stories> {
    const app = await bootService(MatchingModule, services, [
      [Stations, {}],
      [Divisions, divisions],
      [Categories, categories],
      [DivisionTree, unmerged],
      vouching,
      ...fakes,
    ]);
    return new Stories(app);
  }

  as(caller: Caller): ReturnType<Running<Services>['as']> {
    return this.app.as(caller);
  }

  close(): Promise<void> {
    return this.app.close();
  }

  /** A need to which somebody confirmed a resource. */
  async matched(over: Partial<Need> = {}): Promise<NeedName> {
    const record = need({ name: `needs/${randomUUID()}`, state: Need_State.MATCHED, ...over });
    const { name } = await this.app
      .get(Store)
      .open(needs)
      .create({ requestId: randomUUID(), reason: '' }, wang, () => record);
    return name;
  }

  /** A resource on the list. */
  async offered(over: Partial<Resource> = {}): Promise<ResourceName> {
    const record = resource({ name: `resources/${randomUUID()}`, state: Resource_State.AVAILABLE, ...over });
    const store = this.app.get(Store).open(resources);
    const { name } = await store.create({ requestId: randomUUID(), reason: '' }, wang, () => record);
    return name;
  }

  async proposed(over: Partial<Project> = {}): Promise<ProjectName> {
    const request = { project: project(over), requestId: randomUUID() };
    return (await this.as(qian).createProject(request)).name;
  }

  /** A project to which all six parties agreed, and one that runs. */
  async agreed(over: Partial<Project> = {}): Promise<ProjectName> {
    const name = await this.proposed(over);
    for (const party of joining()) await this.as(qian).joinProject({ ...change(name), ...party });
    await this.as(qian).agreeProject(change(name));
    return name;
  }
  async running(over: Partial<Project> = {}): Promise<ProjectName> {
    const name = await this.agreed(over);
    await this.as(qian).startProject({ ...change(name), beforeEvidence: ['evidence/before'] });
    return name;
  }
  async accepted(over: Partial<Project> = {}): Promise<ProjectName> {
    const name = await this.running(over);
    await this.as(qian).deliverProject({ ...change(name), afterEvidence: ['evidence/after'] });
    await this.as(chen).acceptProject(change(name));
    return name;
  }
}
