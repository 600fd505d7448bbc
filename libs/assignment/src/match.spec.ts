import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { match } from './match.js';
import { noPast, obstacle, type Offered, type Wanted } from './rank/rank.js';
import { Cancelled } from './solve/solve.js';

const now = new Date('2026-06-01');
const openUntil = new Date('2026-07-01');
const need = (over: Partial<Wanted> = {}): Wanted => ({
  name: 'needs/n',
  division: '1409301000010001',
  category: 'a',
  quantity: 1,
  openFrom: undefined,
  openUntil,
  urgency: 'URGENCY_NORMAL',
  ...over,
});
const resource = (over: Partial<Offered> = {}): Offered => ({
  name: 'resources/r',
  division: '140930',
  categories: ['a'],
  capacity: 1,
  committed: 0,
  openFrom: undefined,
  openUntil,
  ...over,
});

describe('match', () => {
  it('gives the urgent the last unit, and tells the other why not and what would change it', () => {
    const urgent = need({ name: 'needs/b', urgency: 'URGENCY_CRITICAL' });
    const [first, second] = match([need({ name: 'needs/a' }), urgent], [resource()], now);
    expect(second).toMatchObject({ chosen: { resource: { name: 'resources/r' } }, alternatives: [] });
    expect(first).toMatchObject({
      chosen: undefined,
      alternatives: [{ resource: { name: 'resources/r' }, whyNot: 'full' }],
    });
    expect(first?.alternatives[0]?.en).toMatch(
      /one more unit of it or a score higher by 1401 would have changed that$/,
    );
    expect(first?.alternatives[0]?.zh).toMatch(/资源多 1 份或得分高 1401 分即可入选$/);
  });

  it('puts no need where it takes from others more than it gains', () => {
    // Only the first may go to the near resource or the far one; the second has no choice.
    const far = resource({ name: 'resources/far' });
    const near = resource({ name: 'resources/near', division: '140930100', categories: ['a', 'b'] });
    const choices = [...match([need({ name: 'needs/a' }), need({ name: 'needs/b', category: 'b' })], [far, near], now)];
    expect(choices.map(({ chosen }) => chosen?.resource.name)).toEqual(['resources/far', 'resources/near']);
  });

  it.each([
    { what: 'elsewhere', over: { division: '140930101' }, want: 'out_of_reach' },
    { what: 'past', over: { openUntil: now }, want: 'outside_hours' },
  ])('says of a resource that is $what why it cannot serve', ({ over, want }) => {
    const [choice] = match([need()], [resource(over)], now);
    expect(choice?.alternatives).toMatchObject([{ whyNot: want, score: 0 }]);
  });

  it('stops when asked', () => {
    expect(() => [...match([need()], [resource()], now, noPast, { signal: AbortSignal.abort() })]).toThrow(Cancelled);
  });

  const needs = fc.record({
    category: fc.constantFrom('a', 'b'),
    quantity: fc.integer({ min: 1, max: 3 }),
    urgency: fc.constantFrom('URGENCY_NORMAL' as const, 'URGENCY_CRITICAL' as const),
  });
  const resources = fc.record({
    capacity: fc.integer({ min: 0, max: 5 }),
    categories: fc.subarray(['a', 'b'], { minLength: 1 }),
    division: fc.constantFrom('140930', '140930100', '140930101'),
  });

  it('never gives more than there is, never what does not fit, and does not depend on the order of its input', () => {
    fc.assert(
      fc.property(fc.array(needs, { maxLength: 8 }), fc.array(resources, { maxLength: 5 }), (wanted, offered) => {
        const all = wanted.map((over, i) => need({ ...over, name: `needs/${String(i)}` }));
        const some = offered.map((over, i) => resource({ ...over, name: `resources/${String(i)}` }));
        const choices = [...match(all, some, now)];
        for (const { name, capacity } of some) {
          const takers = choices.filter(({ chosen }) => chosen?.resource.name === name);
          expect(takers.reduce((sum, choice) => sum + choice.need.quantity, 0)).toBeLessThanOrEqual(capacity);
        }
        for (const { need: asking, chosen } of choices)
          if (chosen) expect(obstacle(asking, chosen.resource, now)).toBeUndefined();
        expect([...match([...all].reverse(), [...some].reverse(), now)]).toEqual(choices);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
