import { describe, expect, it } from '@jest/globals';
import { CategoryServiceService, Category_State as State } from '@doorstep/contracts/stations/v1/category.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { category } from './category.example.js';
import { categoryLife, openCategory, renameCategory, reopenCategory, retireCategory } from './category.js';

const { OPEN, RETIRED } = State;

describe('category', () => {
  provesLifecycle(categoryLife, CategoryServiceService, 'Category', { consequences: [], rests: [OPEN, RETIRED] });

  it('is open from the first, under the name of its code', () => {
    const begun = openCategory(category({ name: 'categories/other', code: 'legal-aid', state: RETIRED }));
    expect(begun).toMatchObject({ name: 'categories/legal-aid', state: OPEN });
  });

  it.each([
    { state: OPEN, reason: '并入其他类别', want: RETIRED },
    { state: OPEN, reason: '', want: 'REASON_REQUIRED' },
    { state: RETIRED, reason: '并入其他类别', want: 'WRONG_STATE' },
  ])('$state is retired because of "$reason": $want', ({ state, reason, want }) => {
    expect(outcome(() => retireCategory(category({ state }), reason))).toBe(want);
  });

  it('comes back, and is called otherwise only while it is open', () => {
    expect(outcome(() => reopenCategory(category({ state: RETIRED })))).toBe(OPEN);
    const called = { displayName: '养老服务', englishName: 'care', words: ['养老'] };
    expect(renameCategory(category(), called)).toMatchObject({ ...called, code: 'elder-care' });
    expect(outcome(() => renameCategory(category({ state: RETIRED }), called))).toBe('WRONG_STATE');
  });
});
