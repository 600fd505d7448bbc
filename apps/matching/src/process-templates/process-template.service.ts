import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/matching/v1/process_template.js';
import type { Project } from '@doorstep/contracts/matching/v1/project.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { projects } from '../projects/project.store.js';
import { cloneProject, publishTemplate, retireTemplate } from './process-template.js';
import { processTemplates } from './process-template.store.js';

@Serves(contract.ProcessTemplateServiceService, processTemplates)
export class ProcessTemplateService implements Steps<contract.ProcessTemplateService> {
  private readonly templates: Repository<contract.ProcessTemplate>;
  private readonly projects: Repository<Project>;

  constructor(store: Store) {
    this.templates = store.open(processTemplates);
    this.projects = store.open(projects);
  }

  createProcessTemplate(request: contract.CreateProcessTemplateRequest, caller: Caller) {
    return this.templates.create(request, caller, async () => {
      const draft = given(request, 'processTemplate');
      const project = await this.projects.get(draft.project, caller);
      // Templates are read everywhere: the project may have been made from one of another division.
      const everywhere = { ...caller, scope: 'everywhere' } as const;
      const parent = project.template ? await this.templates.get(project.template, everywhere) : undefined;
      return cloneProject(draft, project, parent);
    });
  }

  publishProcessTemplate(request: StepRequest<contract.ProcessTemplateName>, caller: Caller) {
    return this.templates.update(request, caller, publishTemplate);
  }

  retireProcessTemplate(request: StepRequest<contract.ProcessTemplateName>, caller: Caller) {
    return this.templates.update(request, caller, (template) => retireTemplate(template, request.reason));
  }
}
