import type { Db } from 'mongodb';
import { Lease } from './lease.js';
import { Loop } from './loop.js';

/** Records with clocks: a collection of the store. */
export interface TimerSource {
  /** Names of records whose next instant has come, the earliest first. */
  due(now: Date, limit: number): Promise<readonly string[]>;
  /** Fires a record's clock; a second firing changes nothing. */
  fire(name: string, now: Date): Promise<void>;
}

const batch = 100;
const pollMs = 1_000;

export interface TimerParts {
  readonly db: Db;
  readonly holder: string;
  readonly clock: () => Date;
  readonly onError: (error: unknown) => void;
}

/** Fires clocks in the order in which they are due. The lease saves work; the rule that fires checks again. */
export class Timers {
  private readonly sources: TimerSource[] = [];
  private readonly lease: Lease;
  private readonly loop: Loop;

  constructor(private readonly parts: TimerParts) {
    this.lease = new Lease(parts.db, 'timers', parts.holder);
    this.loop = new Loop((signal) => this.round(signal), parts.onError);
  }

  follow(source: TimerSource): void {
    this.sources.push(source);
  }

  start(): void {
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
    await this.lease.release();
  }

  /** Fires everything that is due now. @returns how many. One that fails is reported and does not hold up the rest. */
  async fireDue(signal?: AbortSignal): Promise<number> {
    const now = this.parts.clock();
    let fired = 0;
    for (const source of this.sources) {
      for (const name of await source.due(now, batch)) {
        if (signal?.aborted) return fired;
        await source.fire(name, now).catch(this.parts.onError);
        fired += 1;
      }
    }
    return fired;
  }

  private async round(signal: AbortSignal): Promise<number> {
    if (!(await this.lease.hold())) return pollMs;
    const fired = await this.fireDue(signal);
    return fired >= batch ? 0 : pollMs;
  }
}
