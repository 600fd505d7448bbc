import { DomainError, type Memory } from '@doorstep/domain';
import { LRUCache } from 'lru-cache';

/** Answers that are kept: more than a township has compounds and stations. */
const most = 5_000;

interface Round {
  readonly keys: string[];
  readonly answer: Promise<ReadonlyMap<string, unknown>>;
}

/** What the lines of one sheet ask again and again, for one caller; bounded. */
export class SheetMemory implements Memory {
  private readonly answers = new LRUCache<string, Promise<unknown>>({ max: most });
  private readonly rounds = new Map<string, Round>();

  recall<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.answers.get(key);
    if (known) return known as Promise<T>;
    const answer = ask();
    this.answers.set(key, answer);
    answer.catch((error: unknown) => {
      // A refusal stands as long as the sheet is read; what passes by itself is asked again.
      if (!(error instanceof DomainError) || error.kind === 'UNAVAILABLE') this.answers.delete(key);
    });
    return answer;
  }

  recallOne<T>(source: string, key: string, ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>) {
    return this.recall(`${source} ${key}`, async () => {
      const round = this.rounds.get(source) ?? this.begin(source, ask);
      round.keys.push(key);
      return (await round.answer).get(key) as T | undefined;
    });
  }

  /** Whatever is asked of a source before its answer is fetched, is fetched with it. */
  private begin(source: string, ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, unknown>>): Round {
    const keys: string[] = [];
    const turn = new Promise<void>((resolve) => void setImmediate(resolve));
    const answer = turn.then(() => {
      this.rounds.delete(source);
      return ask(keys);
    });
    const round = { keys, answer };
    this.rounds.set(source, round);
    return round;
  }
}
