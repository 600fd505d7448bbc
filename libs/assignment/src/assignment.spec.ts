import { describe, expect, it } from '@jest/globals';
import { Need } from '@doorstep/contracts/matching/v1/need.js';
import { Resource } from '@doorstep/contracts/matching/v1/resource.js';
import fc from 'fast-check';
import { byCategory, choose, obstacle, rank } from './index.js';

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

describe('rank', () => {
  const ranked = (resources: Resource[], over: Partial<Need> = {}) => rank(need(over), byCategory(resources), now);

  it('puts what is nearer, fits better and is there longer first', () => {
    const near = resource({ name: 'resources/near', division: '140930100001' });
    const far = resource({ name: 'resources/far' });
    const aside = resource({ name: 'resources/aside', categories: ['b', 'a'] });
    const short = resource({ name: 'resources/short', openUntil: new Date('2026-06-08') });
    expect(ranked([short, aside, far, near]).map(({ resource: { name } }) => name.slice(10))).toEqual([
      'near',
      'far',
      'aside',
      'short',
    ]);
  });

  it('explains every score by its parts, in both languages', () => {
    const [best] = ranked([resource()]);
    expect(best?.score).toBe(best?.components.reduce((sum, { weight, points }) => sum + weight * points, 0));
    for (const { zh, en, points } of best?.components ?? []) {
      expect(zh).toMatch(/[\u4e00-\u9fff]/);
      expect(en).toMatch(/[a-z]/);
      expect(points).toBeGreaterThanOrEqual(0);
      expect(points).toBeLessThanOrEqual(100);
    }
  });

  it('breaks ties by name', () => {
    const names = ranked([resource({ name: 'resources/b' }), resource({ name: 'resources/a' })]).map(
      ({ resource: { name } }) => name,
    );
    expect(names).toEqual(['resources/a', 'resources/b']);
  });
});

describe('choose', () => {
  it('gives the urgent the last unit, and tells the other why not', () => {
    const [plain, urgent] = [need({ name: 'needs/a' }), need({ name: 'needs/b', urgency: 'URGENCY_CRITICAL' })];
    const [first, second] = choose([plain, urgent], [resource()], now);
    expect(first).toMatchObject({ chosen: undefined, alternatives: [{ resource: 'resources/r', whyNot: 'full' }] });
    expect(second).toMatchObject({ chosen: { resource: { name: 'resources/r' } }, alternatives: [] });
  });

  it('says of a better choice that it was better', () => {
    const near = resource({ name: 'resources/near', division: '140930100' });
    const [only] = choose([need()], [resource(), near], now);
    expect(only).toMatchObject({
      chosen: { resource: { name: 'resources/near' } },
      alternatives: [{ resource: 'resources/r', whyNot: 'better_elsewhere' }],
    });
  });

  const needArb = fc.record({
    category: fc.constantFrom('a', 'b'),
    quantity: fc.integer({ min: 1, max: 3 }),
    urgency: fc.constantFrom('URGENCY_NORMAL' as const, 'URGENCY_CRITICAL' as const),
  });
  const resourceArb = fc.record({
    capacity: fc.integer({ min: 0, max: 5 }),
    categories: fc.subarray(['a', 'b'], { minLength: 1 }),
    division: fc.constantFrom('140930', '140930100', '140930101'),
  });

  it('never gives more than there is, never what does not fit, and does not depend on the order of its input', () => {
    fc.assert(
      fc.property(
        fc.array(needArb, { maxLength: 8 }),
        fc.array(resourceArb, { maxLength: 5 }),
        (needFacts, resourceFacts) => {
          const needs = needFacts.map((facts, i) => need({ ...facts, name: `needs/${String(i)}` }));
          const resources = resourceFacts.map((facts, i) => resource({ ...facts, name: `resources/${String(i)}` }));
          const choices = choose(needs, resources, now);
          for (const { name, capacity } of resources) {
            const given = choices
              .filter(({ chosen }) => chosen?.resource.name === name)
              .reduce((sum, choice) => sum + choice.need.quantity, 0);
            expect(given).toBeLessThanOrEqual(capacity);
          }
          for (const choice of choices)
            if (choice.chosen) expect(obstacle(choice.need, choice.chosen.resource, now)).toBeUndefined();
          const backwards = choose([...needs].reverse(), [...resources].reverse(), now);
          const pairs = (all: typeof choices) =>
            all.map((choice) => [choice.need.name, choice.chosen?.resource.name]).sort();
          expect(pairs(backwards)).toEqual(pairs(choices));
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });
});
