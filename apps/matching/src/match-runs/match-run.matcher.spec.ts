import { describe, expect, it } from '@jest/globals';
import { need } from '../needs/need.example.js';
import { resource } from '../resources/resource.example.js';
import { threadFromSource } from './match-run.example.js';
import { Matcher, type Input } from './match-run.matcher.js';
import type { Found } from './match-run.messages.js';

const now = new Date('2026-06-01');
/** Ten needs a compound, and four resources that can serve twelve between them. */
const input = (count: number): Input => {
  const compound = (i: number): string => `140930100001${String(i).padStart(4, '0')}`;
  return {
    needs: Array.from({ length: count }, (_, i) =>
      need({ name: `needs/n${String(i).padStart(6, '0')}`, division: compound(Math.floor(i / 10)) }),
    ),
    resources: Array.from({ length: Math.ceil((4 * count) / 10) }, (_, i) =>
      resource({ name: `resources/r${String(i)}`, division: compound(Math.floor(i / 4)) }),
    ),
    now,
    past: { given: new Map(), decided: new Map() },
  };
};

async function all(
  matcher: Matcher,
  of: Input,
  onProgress: (share: number) => void = () => undefined,
): Promise<Found[]> {
  return (await Array.fromAsync(matcher.match(of, onProgress))).flat();
}

describe('Matcher', () => {
  it('says in a thread what it says without one', async () => {
    const matcher = new Matcher(threadFromSource);
    const [few, many] = [input(200), input(210)];
    const [inline, threaded] = [await all(matcher, few), await all(matcher, many)];
    expect(threaded.map(({ need: name }) => name)).toEqual(many.needs.map(({ name }) => name));
    expect(threaded.filter(({ chosen }) => chosen)).toHaveLength(210);
    expect(threaded.slice(0, 200)).toEqual(inline);
  });

  it('leaves the service free to answer while a large run goes on', async () => {
    const matcher = new Matcher(threadFromSource);
    const of = input(25_000);
    const shares: number[] = [];
    // How long the loop was held up at a time; a run without a thread of its own would hold it up all the time.
    let [last, longest, turns] = [performance.now(), 0, 0];
    const turn = (): void => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      turns += 1;
    };
    const probe = setInterval(turn, 5);
    const begun = performance.now();
    const found = await all(matcher, of, (share) => shares.push(share));
    turn();
    clearInterval(probe);
    expect(found.filter(({ chosen }) => chosen)).toHaveLength(25_000);
    expect(shares.at(-1)).toBe(1);
    expect(turns).toBeGreaterThan(10);
    expect(longest / (performance.now() - begun)).toBeLessThan(0.5);
  });

  it('ends a run when the service ends', async () => {
    const matcher = new Matcher(threadFromSource);
    const run = all(matcher, input(25_000), () => matcher.onApplicationShutdown());
    await expect(run).rejects.toThrow('stopped');
    await expect(all(matcher, input(3))).rejects.toThrow('stopped');
  });
});
