import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/category.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { openCategory, renameCategory, reopenCategory, retireCategory } from './category.js';
import { categories } from './category.store.js';

@Serves(contract.CategoryServiceService, categories)
export class CategoryService implements Steps<contract.CategoryService> {
  private readonly categories: Repository<contract.Category>;

  constructor(store: Store) {
    this.categories = store.open(categories);
  }

  createCategory(request: contract.CreateCategoryRequest, caller: Caller) {
    return this.categories.create(request, caller, () => openCategory(given(request, 'category')));
  }

  renameCategory(request: contract.RenameCategoryRequest, caller: Caller) {
    return this.categories.update(request, caller, (category) => renameCategory(category, request));
  }

  retireCategory(request: StepRequest<contract.CategoryName>, caller: Caller) {
    return this.categories.update(request, caller, (category) => retireCategory(category, request.reason));
  }

  reopenCategory(request: StepRequest<contract.CategoryName>, caller: Caller) {
    return this.categories.update(request, caller, reopenCategory);
  }
}
