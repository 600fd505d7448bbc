import { setTimeout as pause } from 'node:timers/promises';
import type { DeadLetter, DeadLetters, Wanted } from '@doorstep/events';

const lookMs = 200;
const longest = 200;

/** A letter in a line: which entry of whose journal, about what, since when, and why. */
export const lineOf = ({ _id, entry: { type, aggregate }, time, error, asked }: DeadLetter): string =>
  [_id, `${type} ${aggregate}`, time.toISOString(), asked ? 'asked for' : 'set aside', error.slice(0, longest)].join(
    '  ',
  );

/** What came of letters that were to be taken in once more. */
export interface Outcome {
  readonly takenIn: readonly DeadLetter[];
  /** Set aside again, each with what it throws now. */
  readonly harmful: readonly DeadLetter[];
  /** Nobody came to them: they stay asked for. */
  readonly waiting: readonly DeadLetter[];
}

/** Asks the service that set letters aside to take them in, and waits until it did. */
export async function replay(letters: DeadLetters, wanted: Wanted, patienceMs: number): Promise<Outcome> {
  const before = await letters.list(wanted);
  await letters.ask(wanted);
  const known = new Set(before.map(({ _id }) => _id));
  for (const end = performance.now() + patienceMs; ; await pause(lookMs)) {
    const left = (await letters.list(wanted)).filter(({ _id }) => known.has(_id));
    const waiting = left.filter(({ asked }) => asked !== undefined);
    if (waiting.length > 0 && performance.now() < end) continue;
    const still = new Set(left.map(({ _id }) => _id));
    const takenIn = before.filter(({ _id }) => !still.has(_id));
    return { takenIn, harmful: left.filter(({ asked }) => asked === undefined), waiting };
  }
}
