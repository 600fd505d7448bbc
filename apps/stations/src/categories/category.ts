import type { Figures } from '@doorstep/contracts/figures.js';
import {
  type Category,
  Category_State as State,
  type RenameCategoryRequest,
} from '@doorstep/contracts/stations/v1/category.js';
import { lifecycle, reasonRequired, type Arrows, type Counts } from '@doorstep/domain';

const { OPEN, RETIRED } = State;

export const categoryLife = lifecycle(OPEN, {
  [OPEN]: { rename: OPEN, retire: RETIRED },
  [RETIRED]: { reopen: OPEN },
} satisfies Arrows<State, Category>);

/** What counts for the figures that the contract declares on a category. */
export const categoryCounts = {} satisfies Counts<Figures['doorstep.stations.v1.Category'], Category>;

/** A category as it enters the catalogue. Its name is its code: nobody has to look for it. */
export const openCategory = (draft: Category): Category => ({
  ...draft,
  name: `categories/${draft.code}`,
  state: categoryLife.initial,
});

/** What people call it. */
export type Called = Pick<RenameCategoryRequest, 'displayName' | 'englishName' | 'words'>;

export const renameCategory = (category: Category, { displayName, englishName, words }: Called): Category => ({
  ...categoryLife.move(category, 'rename'),
  displayName,
  englishName,
  words,
});

export function retireCategory(category: Category, reason: string): Category {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return categoryLife.move(category, 'retire');
}

export const reopenCategory = (category: Category): Category => categoryLife.move(category, 'reopen');
