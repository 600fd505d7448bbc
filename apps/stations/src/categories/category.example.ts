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
  draft: (make) => ({ code: `kind-${make.newCode()}` }),
  says: { rename: { displayName: '养老服务', englishName: 'care', words: ['养老'] } },
};
