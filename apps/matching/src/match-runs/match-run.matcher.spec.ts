import { setImmediate as turn } from 'node:timers/promises';
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
    // What the service does meanwhile: many turns of the loop. A run without a thread of its own would be over first.
    const done: string[] = [];
    const turns = async (): Promise<void> => {
      for (let at = 0; at < 100; at += 1) await turn();
      done.push('100 turns');
    };
    const [found] = await Promise.all([
      all(matcher, of, (share) => shares.push(share)).finally(() => done.push('the run')),
      turns(),
    ]);
    expect(done).toEqual(['100 turns', 'the run']);
    expect(found.filter(({ chosen }) => chosen)).toHaveLength(25_000);
    expect(shares.at(-1)).toBe(1);
  });

  it('ends a run when the service ends', async () => {
    const matcher = new Matcher(threadFromSource);
    const run = all(matcher, input(25_000), () => matcher.onApplicationShutdown());
    await expect(run).rejects.toThrow('stopped');
    await expect(all(matcher, input(3))).rejects.toThrow('stopped');
  });
});
