import { describe, expect, it } from '@jest/globals';
import { needs } from '../wiring/store.example.js';
import { nounOf } from './noun.js';

const counted = { counts: () => true };

describe('what a noun counts', () => {
  it.each<{ counts: typeof needs.counts; says: string }>([
    { counts: {}, says: 'needs: nothing counts for the figure needs_collected' },
    { counts: { needs_collected: counted }, says: 'needs: nothing counts for the figure grid_demands' },
    {
      counts: { ...needs.counts, needs_lost: counted },
      says: 'needs: the contract declares no figure needs_lost on it',
    },
  ])('$says', ({ counts, says }) => {
    expect(() => nounOf({ ...needs, counts })).toThrow(says);
  });

  it('is said by every noun, be it nothing: without, it does not compile', () => {
    const { counts, ...silent } = needs;
    // @ts-expect-error what counts is missing
    const opened = () => nounOf(silent);
    expect(opened).toThrow();
    expect(Object.keys(counts)).toEqual(nounOf(needs).figures.map(({ id }) => id));
  });
});
