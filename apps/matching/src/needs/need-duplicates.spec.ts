import { describe, expect, it } from '@jest/globals';
import type { Need } from '@doorstep/contracts/matching/v1/need.js';
import { duplicatesOf, likeness } from './need-duplicates.js';
import { need } from './need.example.js';

const day = (date: string): Date => new Date(`${date}T02:00:00Z`);
const filed = (name: string, title: string, over: Partial<Need> = {}): Need =>
  need({ name: `needs/${name}`, title, createTime: day('2026-03-01'), openUntil: day('2026-06-30'), ...over });

describe('likeness of titles', () => {
  it.each([
    { a: '独居老人送餐', b: '独居老人送餐', want: 1 },
    { a: '独居老人送餐', b: '为独居老人送午餐', want: 0.67 },
    { a: '楼道灯坏了。', b: '楼道灯坏了', want: 1 },
    { a: 'ＷｉＦｉ信号差', b: 'wifi信号差', want: 1 },
    { a: '楼道灯坏了', b: '孩子放学没人接', want: 0 },
    { a: '', b: '', want: 0 },
  ])('“$a” and “$b”: $want', ({ a, b, want }) => {
    expect(likeness(a, b)).toBeCloseTo(want, 2);
    expect(likeness(b, a)).toBe(likeness(a, b));
  });
});

describe('what a need may repeat', () => {
  const one = filed('one', '独居老人送餐');

  it('is told with the likeliest first, without the need itself and what is only of the same category', () => {
    const others = [
      one,
      filed('like', '为独居老人送午餐', { createTime: day('2026-03-04') }),
      filed('same', '独居老人送餐', { createTime: day('2026-03-11') }),
      filed('other', '楼道灯坏了'),
    ];
    expect(duplicatesOf(one, others).map((found) => found.need)).toEqual(['needs/same', 'needs/like']);
  });

  it('says why', () => {
    const past = filed('past', '独居老人送餐', { createTime: day('2026-02-17'), openUntil: day('2026-02-28') });
    const [found] = duplicatesOf({ ...one, openFrom: day('2026-03-01') }, [past]);
    expect(found).toMatchObject({ score: 0.79, titleLikeness: 1, daysApart: 12, windowsMeet: false });
  });

  it('does not depend on the order in which they are found, and is ten at most', () => {
    const many = Array.from({ length: 15 }, (_, i) => filed(`n${String(i).padStart(2, '0')}`, '独居老人送餐'));
    const names = duplicatesOf(one, many).map((found) => found.need);
    expect(names).toEqual(duplicatesOf(one, many.toReversed()).map((found) => found.need));
    expect(names).toEqual(many.slice(0, 10).map(({ name }) => name));
  });
});
