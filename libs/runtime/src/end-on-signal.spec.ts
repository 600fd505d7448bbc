import { describe, expect, it } from '@jest/globals';
import { endOnSignal } from './end-on-signal.js';
import { Log } from './log.js';

/** A process that is told to end. @returns with which code it did, and what it logged. */
async function ended(close: () => Promise<void>): Promise<{ code: number; events: string[] }> {
  const lines: string[] = [];
  const log = new Log('test', 'info', { write: (line) => void lines.push(line) });
  const { promise, resolve } = Promise.withResolvers<number>();
  let told: (signal: NodeJS.Signals) => void = () => undefined;
  endOnSignal(close, log, {
    once: (signal, end) => {
      if (signal === 'SIGTERM') told = end;
    },
    exit: resolve,
  });
  told('SIGTERM');
  return { code: await promise, events: lines.map((line) => (JSON.parse(line) as { msg: string }).msg) };
}

describe('a process that is told to end', () => {
  it.each([
    ['ends with 0 when all is closed', () => Promise.resolve(), 0, ['ending']],
    ['says so and ends with 1 where closing fails', () => Promise.reject(new Error('x')), 1, ['ending', 'end.failed']],
  ])('%s', async (_, close, code, events) => {
    expect(await ended(close)).toEqual({ code, events });
  });
});
