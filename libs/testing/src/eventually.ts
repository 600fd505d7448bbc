import { setTimeout as sleep } from 'node:timers/promises';

const withinMs = 10_000;
const pollMs = 20;

/** Asks again until the answer satisfies; expectations may stand in it. Throws what went wrong last. */
export async function eventually<T>(ask: () => T | Promise<T>, patienceMs = withinMs): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() >= end) throw error;
      await sleep(pollMs);
    }
  }
}
