import { setTimeout as delay } from 'node:timers/promises';

/** A round that says how long to rest until the next, in ms; 0 goes on at once. */
export type Round = (signal: AbortSignal) => Promise<number>;

/** Rest after a round that failed. */
const retryMs = 1_000;

/** Runs a round again and again until it is stopped; a wake ends a rest early. A failed round is reported and retried. */
export class Loop {
  private readonly stopping = new AbortController();
  private rest = new AbortController();
  private woken = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly round: Round,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  wake(): void {
    this.woken = true;
    this.rest.abort();
  }

  /** Waits for the round under way to end. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      this.woken = false;
      const restMs = await this.round(signal).catch((error: unknown) => {
        if (!signal.aborted) this.onError(error);
        return retryMs;
      });
      await this.pause(restMs);
    }
  }

  private async pause(restMs: number): Promise<void> {
    if (this.woken || restMs <= 0) return;
    this.rest = new AbortController();
    await delay(restMs, undefined, { signal: this.rest.signal }).catch(() => undefined);
  }
}
