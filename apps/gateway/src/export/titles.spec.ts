import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { Titles } from './titles.js';

/** Titles over services that answer each record with its name as its title, and a count of what they are asked. */
function over(known: readonly string[]) {
  const asked: string[] = [];
  const titles = new Titles(async ({ method }, request) => {
    asked.push(`${method.name} ${Buffer.from(request).toString().slice(2)}`);
    const name = Buffer.from(request).toString().slice(2);
    if (!known.includes(name)) throw new Error('not found');
    return toBinary(method.output, create(method.output, { displayName: `称${name}` }));
  });
  return { asked, titles };
}

describe('what records are called', () => {
  it('is asked of their owner by their noun, once each', async () => {
    const { asked, titles } = over(['divisions/140930', 'categories/health']);
    await titles.learn(['divisions/140930', 'categories/health', 'divisions/140930']);
    await titles.learn(['divisions/140930']);
    expect(asked.sort()).toEqual(['GetCategory categories/health', 'GetDivision divisions/140930']);
    expect(titles.of('divisions/140930')).toBe('称divisions/140930');
  });

  it('is nothing where it may not be known, or there is no such noun', async () => {
    const { asked, titles } = over([]);
    await titles.learn(['stations/s1', 'wishes/w1']);
    expect([titles.of('stations/s1'), titles.of('wishes/w1'), asked.length]).toEqual(['', '', 1]);
  });

  it('is not asked for without end', async () => {
    const { asked, titles } = over([]);
    await titles.learn(Array.from({ length: 3_000 }, (_, at) => `stations/s${String(at)}`));
    await titles.learn(['stations/more']);
    expect(asked).toHaveLength(2_000);
  });
});
