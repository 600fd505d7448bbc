import type { Need } from '@doorstep/contracts/matching/v1/need.js';
import type { Resource } from '@doorstep/contracts/matching/v1/resource.js';
import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/matching/v1/suggestion.js';
import type { Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { needs } from '../needs/need.store.js';
import { resources } from '../resources/resource.store.js';
import { confirmSuggestion, declineSuggestion, suggestionLife, type Deal } from './suggestion.js';
import { suggestions } from './suggestion.store.js';

@Serves(contract.SuggestionServiceService, suggestions)
export class SuggestionService implements Steps<contract.SuggestionService> {
  private readonly suggestions: Repository<contract.Suggestion>;
  private readonly needs: Repository<Need>;
  private readonly resources: Repository<Resource>;

  constructor(private readonly store: Store) {
    this.suggestions = store.open(suggestions);
    this.needs = store.open(needs);
    this.resources = store.open(resources);
  }

  async confirmSuggestion(request: StepRequest<contract.SuggestionName>, caller: Caller) {
    const { need, resource, ...found } = await this.suggestions.get(request.name, caller);
    if (resource === '') suggestionLife.move(found, 'confirm');
    const deal = {
      suggestion: this.suggestions.at(request.name),
      need: this.needs.at(need),
      // A resource may reach further than the caller does: the suggestion vouches for it.
      resource: this.resources.at(resource, { scoped: false }),
    };
    const { suggestion } = await this.store.transact<Deal>(request, caller, deal, (records, now) =>
      confirmSuggestion(records, caller, now),
    );
    return suggestion;
  }

  declineSuggestion(request: StepRequest<contract.SuggestionName>, caller: Caller) {
    return this.suggestions.update(request, caller, (suggestion) =>
      declineSuggestion(suggestion, caller, request.reason),
    );
  }
}
