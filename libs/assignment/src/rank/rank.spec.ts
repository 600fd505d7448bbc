import { describe, expect, it } from '@jest/globals';
import { Need } from '@doorstep/contracts/matching/v1/need.js';
import { Resource } from '@doorstep/contracts/matching/v1/resource.js';
import { ResourceIndex } from './candidates.js';
import { components, obstacle, score, type Past } from './rank.js';

const now = new Date('2026-06-01');
const until = new Date('2026-07-01');
const need = (over: Partial<Need> = {}): Need =>
  Need.fromPartial({
    name: 'needs/n',
    division: '1409301000010001',
    category: 'a',
    quantity: 1,
    openUntil: until,
    urgency: 'URGENCY_NORMAL',
    ...over,
  });
const resource = (over: Partial<Resource> = {}): Resource =>
  Resource.fromPartial({
    name: 'resources/r',
    division: '140930',
    categories: ['a'],
    capacity: 1,
    openUntil: until,
    ...over,
  });
const past: Past = { given: new Map(), decided: new Map() };

describe('obstacle', () => {
  it.each([
    { over: {}, want: undefined },
    { over: { categories: ['b'] }, want: 'other_category' },
    { over: { division: '140930101' }, want: 'out_of_reach' },
    { over: { openUntil: new Date('2026-05-01') }, want: 'outside_hours' },
    { over: { openFrom: until }, want: 'outside_hours' },
    { over: { capacity: 3, committed: 3 }, want: 'full' },
  ])('of $over: $want', ({ over, want }) => expect(obstacle(need(), resource(over), now)).toBe(want));
});

describe('score', () => {
  it.each([
    { part: 'category_fit', better: {}, worse: { resource: resource({ categories: ['b', 'a'] }) } },
    { part: 'closeness', better: { resource: resource({ division: '140930100001' }) }, worse: {} },
    { part: 'reach', better: { resource: resource({ capacity: 9 }) }, worse: {} },
    { part: 'window', better: {}, worse: { resource: resource({ openUntil: new Date('2026-06-08') }) } },
    { part: 'urgency', better: { need: need({ urgency: 'URGENCY_CRITICAL' }) }, worse: {} },
    { part: 'fairness', better: {}, worse: { past: { ...past, given: new Map([[need().division, 3]]) } } },
    {
      part: 'history',
      better: {},
      worse: { past: { ...past, decided: new Map([['resources/r', { all: 4, confirmed: 1 }]]) } },
    },
  ])('knows better from worse by $part, and by nothing else', ({ part, better, worse }) => {
    const pair = { need: need(), resource: resource(), now, past };
    const parts = [better, worse].map((over) => components({ ...pair, ...over }));
    const differing = parts[0]?.filter(({ code, points }, k) => code !== part && points !== parts[1]?.[k]?.points);
    expect(differing).toEqual([]);
    expect(score({ ...pair, ...better })).toBeGreaterThan(score({ ...pair, ...worse }));
  });

  it('is the sum of its parts, each explained in both languages', () => {
    const pair = { need: need(), resource: resource(), now, past };
    const parts = components(pair);
    expect(score(pair)).toBe(parts.reduce((sum, { weight, points }) => sum + weight * points, 0));
    for (const { zh, en, points } of parts) {
      expect(zh).toMatch(/[\u4e00-\u9fff]/);
      expect(en).toMatch(/[a-z]/);
      expect(points).toBeGreaterThanOrEqual(0);
      expect(points).toBeLessThanOrEqual(100);
    }
  });
});

describe('ResourceIndex', () => {
  it('puts what is better first, ties by name, and leaves out what cannot serve', () => {
    const names = new ResourceIndex([
      resource({ name: 'resources/short', openUntil: new Date('2026-06-08') }),
      resource({ name: 'resources/b' }),
      resource({ name: 'resources/near', division: '140930100001' }),
      resource({ name: 'resources/a' }),
      resource({ name: 'resources/elsewhere', division: '140930101' }),
    ]).rank(need(), now);
    expect(names.map(({ resource: { name } }) => name.slice(10))).toEqual(['near', 'a', 'b', 'short']);
  });

  it('keeps the best of many, whatever it skips', () => {
    const many = Array.from({ length: 300 }, (_, i) =>
      resource({
        name: `resources/r${String(i)}`,
        capacity: 1 + (i % 7),
        openUntil: new Date(until.getTime() - (i % 11) * 86_400_000),
        division: ['140930', '140930100', '140930100001'][i % 3] ?? '',
        categories: i % 5 === 0 ? ['b', 'a'] : ['a'],
      }),
    );
    const names = (most: number) =>
      new ResourceIndex(many, past, most).rank(need(), now).map(({ resource: { name } }) => name);
    expect(names(20)).toEqual(names(300).slice(0, 20));
  });

  it('looks at hardly more pairs than it keeps, where 10,000 resources stand open to 100,000 needs (of which a tenth is tried)', () => {
    const compound = (i: number): string =>
      `140930${String(100 + (i % 11))}${String(i % 71).padStart(3, '0')}${String(i % 997).padStart(4, '0')}`;
    const place = (i: number): string => compound(i).slice(0, [6, 9, 12, 16][i % 4]);
    const category = (i: number): string => `c${String(i % 20)}`;
    const index = new ResourceIndex(
      Array.from({ length: 10_000 }, (_, i) =>
        resource({
          name: `resources/r${String(i)}`,
          division: place(i),
          categories: [category(i), category(i * 7 + 3)],
        }),
      ),
      past,
      50,
    );
    let found = 0;
    for (let i = 0; i < 100_000; i += 10)
      found += index.rank(need({ division: compound(i * 13), category: category(i * 3) }), now).length;
    expect(found).toBeGreaterThan(400_000);
    expect(index.pairs).toBeLessThan(1.1 * found);
  });
});
