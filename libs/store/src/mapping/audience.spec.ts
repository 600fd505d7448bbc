import { describe, expect, it } from '@jest/globals';
import { reasonOf } from '@doorstep/testing';
import { audienceOf } from './audience.js';

const belongs = { owner: ['filedBy', 'parties.subject'], organisation: ['routedTo'], publishedIn: ['STATE_LISTED'] };
const record = (over: object = {}) => ({ name: 'cases/c1', state: 'STATE_FILED', ...over });
const parties = (n: number) => Array.from({ length: n }, (_, at) => ({ subject: `p${String(at)}` }));

describe('who sees a record', () => {
  it.each<{ what: string; over: object; want: readonly string[] }>([
    { what: 'of nobody', over: {}, want: [] },
    { what: 'with an owner that is not said yet', over: { filedBy: '' }, want: [] },
    { what: 'of one person', over: { filedBy: 'zhao' }, want: ['u:zhao'] },
    {
      what: 'of its parties, whoever filed it among them',
      over: { filedBy: 'p0', parties: parties(2) },
      want: ['u:p0', 'u:p1'],
    },
    { what: 'routed to two', over: { routedTo: ['o1', 'o2'] }, want: ['o:o1', 'o:o2'] },
    { what: 'that is published', over: { filedBy: 'zhao', state: 'STATE_LISTED' }, want: ['u:zhao', 'p'] },
  ])('$what: $want', ({ over, want }) => {
    expect(audienceOf(belongs, '140930100', record(over))).toEqual(['*', 'd:140930', 'd:140930100', ...want]);
  });

  it.each([
    { n: 50, want: 54 },
    { n: 51, want: 'TOO_MANY_OWNERS' },
  ])('of $n parties: $want', async ({ n, want }) => {
    const seen = async () => audienceOf(belongs, '140930100001', record({ parties: parties(n) })).length;
    const reason = await reasonOf(seen());
    expect(reason === 'answered' ? await seen() : reason).toBe(want);
  });
});
