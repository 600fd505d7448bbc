/** Those who work on one key, one after another; it ends when nobody is left. */
export interface Line<N> {
  /** How many there are, the one at work among them. */
  length: number;
  /** What one leaves for the next. */
  note: N | undefined;
}

/** Lets work on one key run one after another in this process; different keys run side by side. */
export class KeyedQueue<N> {
  private readonly lines = new Map<string, Line<N> & { tail: Promise<unknown> }>();

  async run<R>(key: string, work: (line: Line<N>) => Promise<R>): Promise<R> {
    const line = this.lines.get(key) ?? { length: 0, note: undefined, tail: Promise.resolve() };
    this.lines.set(key, line);
    line.length += 1;
    const next = (): Promise<R> => work(line);
    const turn = line.tail.then(next, next);
    line.tail = turn;
    try {
      return await turn;
    } finally {
      line.length -= 1;
      if (line.length === 0) this.lines.delete(key);
    }
  }

  /** Takes several keys, always in the same order, so that two takers never wait for each other. */
  runAll<R>(keys: readonly string[], work: () => Promise<R>): Promise<R> {
    const [first, ...rest] = [...new Set(keys)].sort();
    return first === undefined ? work() : this.run(first, () => this.runAll(rest, work));
  }
}
