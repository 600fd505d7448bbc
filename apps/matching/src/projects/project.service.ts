import { Inject } from '@nestjs/common';
import type { Need } from '@doorstep/contracts/matching/v1/need.js';
import type { ProcessTemplate } from '@doorstep/contracts/matching/v1/process_template.js';
import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/matching/v1/project.js';
import type { Resource, ResourceName } from '@doorstep/contracts/matching/v1/resource.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { needs } from '../needs/need.store.js';
import { Catalogue } from '../catalogue.js';
import { Divisions } from '../peers.js';
import { fromTemplate } from '../process-templates/process-template.js';
import { processTemplates } from '../process-templates/process-template.store.js';
import { resources } from '../resources/resource.store.js';
import {
  acceptProject,
  agreeProject,
  type Backing,
  cancelProject,
  commitProject,
  deliverProject,
  enlistProject,
  joinProject,
  leaveProject,
  proposeProject,
  releaseProject,
  reopenProject,
  returnProject,
  reworkProject,
  startProject,
  type Taking,
} from './project.js';
import { projects } from './project.store.js';

@Serves(contract.ProjectServiceService, projects)
export class ProjectService implements Steps<contract.ProjectService> {
  private readonly projects: Repository<contract.Project>;
  private readonly templates: Repository<ProcessTemplate>;
  private readonly needs: Repository<Need>;
  private readonly resources: Repository<Resource>;

  constructor(
    private readonly store: Store,
    @Inject(Divisions) private readonly divisions: Divisions,
    private readonly catalogue: Catalogue,
  ) {
    this.projects = store.open(projects);
    this.templates = store.open(processTemplates);
    this.needs = store.open(needs);
    this.resources = store.open(resources);
  }

  createProject(request: contract.CreateProjectRequest, caller: Caller) {
    return this.projects.create(request, caller, async () => {
      const draft = given(request, 'project');
      await this.divisions.getDivision({ name: `divisions/${draft.division}` }, caller);
      await this.catalogue.prove('project.category', [draft.category], caller);
      return proposeProject(await this.upon(draft, caller));
    });
  }

  joinProject(request: contract.JoinProjectRequest, caller: Caller) {
    return this.projects.update(request, caller, (project, now) => joinProject(project, request, now));
  }

  leaveProject(request: contract.LeaveProjectRequest, caller: Caller) {
    return this.projects.update(request, caller, (project) => leaveProject(project, request.party, request.reason));
  }

  agreeProject(request: StepRequest<contract.ProjectName>, caller: Caller) {
    return this.projects.update(request, caller, agreeProject);
  }

  async commitProject(request: contract.CommitProjectRequest, caller: Caller) {
    const { project } = await this.store.transact<Backing>(request, caller, this.backing(request), (both, now) =>
      commitProject(both, request.quantity, now),
    );
    return project;
  }

  async releaseProject(request: contract.ReleaseProjectRequest, caller: Caller) {
    const { project } = await this.store.transact<Backing>(request, caller, this.backing(request), (both) =>
      releaseProject(both, request.reason),
    );
    return project;
  }

  async enlistProject(request: contract.EnlistProjectRequest, caller: Caller) {
    const both = { project: this.projects.at(request.name), need: this.needs.at(request.need) };
    const { project } = await this.store.transact<Taking>(request, caller, both, enlistProject);
    return project;
  }

  startProject(request: contract.StartProjectRequest, caller: Caller) {
    return this.projects.update(request, caller, (project) => startProject(project, request.beforeEvidence));
  }

  deliverProject(request: contract.DeliverProjectRequest, caller: Caller) {
    return this.projects.update(request, caller, (project) => deliverProject(project, request.afterEvidence, caller));
  }

  reworkProject(request: StepRequest<contract.ProjectName>, caller: Caller) {
    return this.projects.update(request, caller, (project) => reworkProject(project, request.reason));
  }

  acceptProject(request: contract.AcceptProjectRequest, caller: Caller) {
    return this.projects.update(request, caller, (project) => acceptProject(project, request.unmet, caller));
  }

  reopenProject(request: StepRequest<contract.ProjectName>, caller: Caller) {
    return this.projects.update(request, caller, (project, now) => reopenProject(project, request.reason, now));
  }

  cancelProject(request: StepRequest<contract.ProjectName>, caller: Caller) {
    return this.projects.update(request, caller, (project) => cancelProject(project, request.reason));
  }

  returnProject(request: StepRequest<contract.ProjectName>, caller: Caller) {
    return this.projects.update(request, caller, (project) => returnProject(project, request.reason));
  }

  /** The draft with the steps of its template. Templates are read everywhere. */
  private async upon(draft: contract.Project, caller: Caller): Promise<contract.Project> {
    if (draft.template === '') return draft;
    return fromTemplate(draft, await this.templates.get(draft.template, { ...caller, scope: 'everywhere' }));
  }

  /** A resource may reach further than the caller does: the project in its reach vouches for it. */
  private backing({ name, resource }: { name: contract.ProjectName; resource: ResourceName }) {
    return { project: this.projects.at(name), resource: this.resources.at(resource, { scoped: false }) };
  }
}
