import type { Lease, Leases } from './lease.js';
import { Loop } from './loop.js';

/** A record whose clock has something to do. */
interface Due {
  readonly name: string;
  readonly at: Date;
}

/** Records with clocks: a collection of the store. */
export interface TimerSource {
  /** Records whose next instant has come, the earliest first. */
  due(now: Date, limit: number): Promise<readonly Due[]>;
  /** Does what a record's clock has to do; a second time changes nothing. */
  fire(name: string, now: Date): Promise<void>;
  /** Names of records whose clocks were counted by another calendar than today's. */
  countedOtherwise(limit: number): Promise<readonly string[]>;
  /** Counts a record's clocks again. */
  recount(name: string, now: Date): Promise<void>;
}

const batch = 100;
/** Keeps the lease. */
const pollMs = 1_000;
/** Deadlines are days: nobody minds a few seconds. */
const lookMs = 5_000;

export interface TimerParts {
  readonly leases: Leases;
  readonly clock: () => Date;
  /** Version of the calendar in force. */
  readonly calendar: () => string;
  /** Something else that the holder of the lease does at each look. @returns whether there is more. */
  readonly chore: () => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}

/** Fires clocks in the order in which they are due. The lease saves work; the rule that fires checks again. */
export class Timers {
  private readonly sources: TimerSource[] = [];
  private readonly lease: Lease;
  private readonly loop: Loop;
  /** Version of the calendar by which every clock is counted. */
  private counted = '';
  private looked = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: TimerParts) {
    this.lease = parts.leases.of('timers');
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

  /**
   * Fires what is due now, the earliest first, whichever noun it belongs to. @returns how many. One that fails is
   * reported and does not hold up the rest.
   */
  async fireDue(signal?: AbortSignal): Promise<number> {
    const now = this.parts.clock();
    const found = await Promise.all(
      this.sources.map(async (source) => (await source.due(now, batch)).map((due) => ({ source, ...due }))),
    );
    let fired = 0;
    for (const { source, name } of found
      .flat()
      .sort((a, b) => a.at.getTime() - b.at.getTime())
      .slice(0, batch)) {
      if (signal?.aborted) break;
      await source.fire(name, now).catch(this.parts.onError);
      fired += 1;
    }
    return fired;
  }

  /** Counts open clocks again after the calendar was replaced. @returns whether there are more. */
  async recount(signal?: AbortSignal): Promise<boolean> {
    const version = this.parts.calendar();
    if (version === this.counted) return false;
    for (const source of this.sources) {
      const names = await source.countedOtherwise(batch);
      for (const name of names) {
        if (signal?.aborted) return false;
        await source.recount(name, this.parts.clock()).catch(this.parts.onError);
      }
      if (names.length === batch) return true;
    }
    this.counted = version;
    return false;
  }

  private async round(signal: AbortSignal): Promise<number> {
    if (!(await this.lease.hold())) return pollMs;
    if (performance.now() - this.looked < lookMs) return pollMs;
    this.looked = performance.now();
    const more = [await this.recount(signal), await this.parts.chore()].includes(true);
    if ((await this.fireDue(signal)) < batch && !more) return pollMs;
    this.looked = Number.NEGATIVE_INFINITY;
    return 0;
  }
}
