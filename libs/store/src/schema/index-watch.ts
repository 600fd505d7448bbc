import type { Log, Metrics } from '@doorstep/runtime';
import type { Connection } from 'mongoose';
import { differences, prepare, type Difference } from './prepare.js';

/** An index that somebody drops or makes by hand is noticed within this time. */
const lookMs = 60_000;

/**
 * Tells where the indexes of the collections differ from their schemas: once by the log, and by a gauge while it lasts.
 * Nothing is mended while the service runs: an index may be wanted by another version beside this one.
 */
export class IndexWatch {
  private known: readonly Difference[] = [];
  private looking: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly log: Pick<Log, 'info' | 'warn'> | undefined,
    metrics: Metrics,
  ) {
    metrics.watch('doorstep_index_differences', () =>
      Promise.resolve(this.known.map((labels) => ({ labels: { ...labels }, value: 1 }))),
    );
  }

  /** Makes what is missing, and looks at the rest. Throws where an index cannot be made. */
  async prepare(): Promise<void> {
    for (const { collection, index } of await prepare(this.connection))
      this.log?.info('index.made', { collection, index });
    await this.look();
  }

  start(onError: (error: unknown) => void): void {
    this.looking = setInterval(() => void this.look().catch(onError), lookMs).unref();
  }

  stop(): void {
    clearInterval(this.looking);
  }

  async look(): Promise<void> {
    const found = await differences(this.connection);
    const told = new Set(this.known.map(keyOf));
    for (const difference of found.filter((one) => !told.has(keyOf(one)))) {
      const { kind, collection, index } = difference;
      this.log?.warn(`index.${kind}`, { collection, index });
    }
    this.known = found;
  }
}

const keyOf = (difference: Difference): string => JSON.stringify(Object.values(difference));
