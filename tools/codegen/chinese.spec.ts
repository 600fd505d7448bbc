import { describe, expect, it } from '@jest/globals';
import { chineseIn } from './chinese.ts';

describe('the Chinese name that a comment begins with', () => {
  it.each([
    ['标题: what is lacking', '标题'],
    ['覆盖率（%）: how many of them', '覆盖率（%）'],
    ['标题.', '标题'],
    ['标题', '标题'],
  ])('of "%s" is %s', (comment, want) => {
    expect(chineseIn(comment)).toBe(want);
  });

  it.each([
    ['is not there', undefined],
    ['is not there', 'what is lacking'],
    ['has no colon behind it', '标题 what is lacking.'],
    ['has a full-width colon', '标题：what is lacking.'],
    ['is a sentence', '这里说明该事项为什么需要以及由谁来办理: what is lacking'],
  ])('%s in "%s"', (_, comment) => {
    expect(chineseIn(comment)).toBeUndefined();
  });
});
