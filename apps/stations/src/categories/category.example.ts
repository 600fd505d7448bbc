import type { Example } from '@doorstep/testing/example';
import { Category, Category_State } from '@doorstep/contracts/stations/v1/category.js';

/** A category as tests want it: valid, fixed, and overridden where the test speaks. */
export const category = (over: Partial<Category> = {}): Category => ({
  ...Category.fromPartial({
    name: 'categories/elder-care',
    etag: '1',
    state: Category_State.OPEN,
    division: '140930',
    code: 'elder-care',
    displayName: '养老助老',
    englishName: 'care for the elderly',
    words: ['养老', '助餐'],
  }),
  ...over,
});

/** What proofs must know of a category. */
export const example: Example<Category> = {
  record: category,
  // Words that no other category of a county has, which sheets are read by.
  draft: (make) => ({ code: `kind-${make.newCode()}`, words: ['敬老', '助老'] }),
  says: { rename: { displayName: '敬老助老', englishName: 'care', words: ['敬老'] } },
};
