import type { Child } from '../servers/leash.ts';

const STOPPED = 'stopped while starting';

/** What stands on what: stores, then services, then the gateway. */
export type Tier = 0 | 1 | 2;

/** The running parts of a platform: stopped from the top tier down, and watched for one that ends unasked. */
export class Parts {
  readonly #tiers: readonly [Child[], Child[], Child[]] = [[], [], []];
  readonly #aborted = Promise.withResolvers<never>();
  readonly #broken = Promise.withResolvers<string>();
  #stopping: Promise<void> | undefined;

  constructor(signal: AbortSignal | undefined) {
    const abort = () => this.#aborted.reject(new Error(STOPPED));
    this.#aborted.promise.catch(() => undefined);
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  }

  /** Settles with a line when a part ends that was not asked to. */
  get broken(): Promise<string> {
    return this.#broken.promise;
  }

  /** The work's result, unless we are told to stop before. */
  whileWanted<T>(work: Promise<T>): Promise<T> {
    work.catch(() => undefined);
    return Promise.race([work, this.#aborted.promise]);
  }

  /** Takes charge of a part that is being started. One that comes too late is stopped at once. */
  async hold<T extends Child>(starting: Promise<T>, tier: Tier = 0): Promise<T> {
    const part = await starting;
    if (this.#stopping !== undefined) {
      await part.stop();
      throw new Error(STOPPED);
    }
    this.#tiers[tier].push(part);
    const ended = (how: string): void => {
      if (this.#stopping === undefined) this.#broken.resolve(how);
    };
    part.ended.then(ended, (error: unknown) => ended(String(error)));
    return part;
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    for (const tier of this.#tiers.toReversed()) await Promise.all(tier.map((part) => part.stop()));
  }
}
