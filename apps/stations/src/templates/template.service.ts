import * as contract from '@doorstep/contracts/stations/v1/template.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Store, type Aggregates } from '@doorstep/store';
import { draftTemplate, enactTemplate, supersedeTemplate } from './template.js';
import { inForce, templates } from './template.store.js';

@Serves(contract.TemplateServiceService)
export class TemplateService implements contract.TemplateService {
  private readonly templates: Aggregates<contract.Template>;

  constructor(private readonly store: Store) {
    this.templates = store.open(templates);
  }

  createTemplate(request: contract.CreateTemplateRequest, caller: Caller) {
    return this.templates.create(request, caller, draftTemplate(given(request, 'template')));
  }

  getTemplate(request: contract.GetTemplateRequest, caller: Caller) {
    return this.templates.get(request.name, caller);
  }

  async listTemplates(request: contract.ListTemplatesRequest, caller: Caller) {
    const { items, nextPageToken } = await this.templates.list(request, caller);
    return { templates: items, nextPageToken };
  }

  async enactTemplate(request: contract.EnactTemplateRequest, caller: Caller) {
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

  async listTemplateHistory(request: contract.ListTemplateHistoryRequest, caller: Caller) {
    const { items, nextPageToken } = await this.templates.history(request.name, request, caller);
    return { changes: items, nextPageToken };
  }
}
