import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/template.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { draftTemplate, enactTemplate, supersedeTemplate } from './template.js';
import { inForce, templates } from './template.store.js';

@Serves(contract.TemplateServiceService, templates)
export class TemplateService implements Steps<contract.TemplateService> {
  private readonly templates: Repository<contract.Template>;

  constructor(private readonly store: Store) {
    this.templates = store.open(templates);
  }

  createTemplate(request: contract.CreateTemplateRequest, caller: Caller) {
    return this.templates.create(request, caller, () => draftTemplate(given(request, 'template')));
  }

  async enactTemplate(request: StepRequest<contract.TemplateName>, caller: Caller) {
    const before = await inForce(this.templates);
    if (before === undefined || before.name === request.name)
      return this.templates.update(request, caller, enactTemplate);
    const both = { before: this.templates.at(before.name, { scoped: false }), next: this.templates.at(request.name) };
    const { next } = await this.store.transact(request, caller, both, ({ before, next }) => ({
      next: enactTemplate(next),
      before: supersedeTemplate(before),
    }));
    return next;
  }
}
