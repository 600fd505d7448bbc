import { AsyncLocalStorage } from 'node:async_hooks';
import { DomainError } from '@doorstep/domain';
import { LRUCache } from 'lru-cache';

/** Answers that are kept: more than a township has compounds and stations. Those that are asked least go first. */
const most = 5_000;

interface Round {
  readonly keys: string[];
  readonly answer: Promise<ReadonlyMap<string, unknown>>;
}

/** Reads that work for one caller makes again and again, as the lines of a sheet do. */
export class ReadCache {
  private readonly answers = new LRUCache<string, Promise<unknown>>({ max: most });
  private readonly rounds = new Map<string, Round>();

  /** What was answered under the key before; otherwise asks. A refusal is an answer, too. */
  recall<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.answers.get(key);
    if (known) return known as Promise<T>;
    const answer = ask();
    this.answers.set(key, answer);
    answer.catch((error: unknown) => {
      // A refusal stands; what passes by itself is asked again.
      if (!(error instanceof DomainError) || error.kind === 'UNAVAILABLE') this.answers.delete(key);
    });
    return answer;
  }

  /** As `recall`, for one of many things of a source: what is asked at the same time is asked for together. */
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

const current = new AsyncLocalStorage<ReadCache>();

/** Runs work for which reads by name are remembered, in this service's store and of its peers. */
export const withReadCache = <R>(cache: ReadCache, work: () => R): R => current.run(cache, work);

/** The cache of the work under way; undefined where every read is made anew. */
export const readCache = (): ReadCache | undefined => current.getStore();
