import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ReaderChild } from './child.js';

const limits = { residentBytes: 2 ** 40, heapMebibytes: 64, cpuMs: 60_000 };
const lookMs = 50;

describe('who looks at a reader', () => {
  let child: ReaderChild;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    child = new ReaderChild(limits);
  });
  afterEach(async () => {
    jest.useRealTimers();
    await child.kill();
  });

  it('looks no more when it answered while somebody looked: else it would be killed ten minutes later', async () => {
    const used = Promise.withResolvers<undefined>();
    const usage = jest.fn(() => used.promise);
    Object.assign(child, { usage });
    const told = child.tell({ piece: Buffer.from('区划代码,网格名称\n') });
    const asked = child.ask({ whole: true });
    jest.advanceTimersByTime(lookMs);
    expect(usage).toHaveBeenCalledTimes(1);
    await told;
    expect(await asked).toHaveProperty('heads');
    used.resolve(undefined);
    await new Promise(setImmediate);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('looks again as long as there is no answer', async () => {
    const usage = jest.fn(() => Promise.resolve({ residentBytes: 0, cpuMs: 0 }));
    Object.assign(child, { usage });
    const asked = child.ask({ whole: true });
    for (let looks = 1; looks <= 3; looks += 1) {
      await jest.advanceTimersByTimeAsync(lookMs);
      expect(usage).toHaveBeenCalledTimes(looks);
    }
    expect(await asked).toHaveProperty('heads');
  });
});
