import { refuse } from '../evidence/refusals.js';

/** How long a file may take to come in, and how long each piece of it. */
export interface Pace {
  readonly mostMs: number;
  readonly idleMs: number;
}

/** The pieces, as long as each comes in time, and all of them. Throws EVIDENCE_TOO_SLOW. */
export async function* inTime(pieces: AsyncIterable<Uint8Array>, { mostMs, idleMs }: Pace): AsyncGenerator<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  const end = performance.now() + mostMs;
  for (;;) {
    const next = await within(iterator.next(), Math.min(idleMs, end - performance.now()), { mostMs, idleMs });
    if (next.done === true) return;
    yield next.value;
  }
}

async function within<T>(step: Promise<T>, leftMs: number, pace: Pace): Promise<T> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const seconds = (ms: number): string => String(Math.round(ms / 1_000));
  const slow = refuse.EVIDENCE_TOO_SLOW({
    most_seconds: seconds(pace.mostMs),
    most_seconds_idle: seconds(pace.idleMs),
  });
  const timer = setTimeout(() => reject(slow), Math.max(0, leftMs));
  try {
    return await Promise.race([step, over]);
  } finally {
    clearTimeout(timer);
    step.catch(() => undefined); // nobody waits for it any more
  }
}

/** How many files of each person are coming in. */
export class Slots {
  private readonly taken = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** Does something for somebody while they do not do too much of it. Throws EVIDENCE_TOO_MANY_AT_ONCE. */
  async within<T>(subject: string, work: () => Promise<T>): Promise<T> {
    const taken = this.taken.get(subject) ?? 0;
    if (taken >= this.most) throw refuse.EVIDENCE_TOO_MANY_AT_ONCE({ most: String(this.most) });
    this.taken.set(subject, taken + 1);
    try {
      return await work();
    } finally {
      const left = (this.taken.get(subject) ?? 1) - 1;
      if (left === 0) this.taken.delete(subject);
      else this.taken.set(subject, left);
    }
  }
}
