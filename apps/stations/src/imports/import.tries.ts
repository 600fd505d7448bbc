import { DomainError } from '@doorstep/domain';
import { passes } from '@doorstep/events';
import { Log, Metrics } from '@doorstep/runtime';
import { Clock, collectionOf, Database } from '@doorstep/store';
import { Inject, Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { importTries, type StoredTries } from './import.collections.js';

/** What an event asks for. */
export type Step = Pick<StoredTries, '_id' | 'type' | 'import' | 'owner' | 'importedBy'>;
/** Whose steps are not wanted now. */
export interface Busy {
  readonly owners: readonly string[];
  readonly importers: readonly string[];
}
/** What came of a try. What waits goes on by itself. */
export type Verdict = 'done' | 'waits' | 'given up';

/** A step that fails is begun so often. */
const mostBegun = 3;
/** What is away is waited for so long, as IMPORT_WAITS tells. */
const awayMs = 15 * 60_000;
/** From one try to the next: twice as long each time, up to a minute. */
const wait = { firstMs: 1_000, mostMs: 60_000 } as const;
/** Who works on a step says so again before this is over; else another goes on with it. */
const claimMs = 30_000;
/** By MongoDB's own clock, by which it lets go of them. */
const dated = { $currentDate: { time: true } } as const;

/**
 * Keeps the steps of imports that are to be done, now or later, and counts durably how often each was tried: neither what harms twice nor
 * what waits for something that is away holds up others, nor does so after a restart.
 */
@Injectable()
export class ImportTries {
  private readonly tries: mongo.Collection<StoredTries>;
  /** Is called when a step was taken: whoever does them need not wait until they look. */
  wake: () => void = () => undefined;

  constructor(
    { connection }: Database,
    private readonly log: Log,
    private readonly metrics: Metrics,
    @Inject(Clock) private readonly now: () => Date,
  ) {
    this.tries = collectionOf(connection, importTries);
  }

  /** Keeps a step that an event asks for until somebody does it; one that is known stays as it is, though over. */
  async take({ _id, ...step }: Step): Promise<void> {
    const known = { ...step, begun: 0, waits: 0, due: this.now() };
    await this.tries.updateOne({ _id }, { $setOnInsert: known, ...dated }, { upsert: true });
    this.wake();
  }

  /**
   * Does a step, unless it was tried too often, and puts it off where it may go well later.
   * @param lasting whether it must end some day, so that it is tried however often it failed before.
   */
  async attempt(step: Step, lasting: boolean, work: () => Promise<void>): Promise<Verdict> {
    const { begun, awaySince, waits } = await this.count(step, { begun: 1 });
    // One that ended its process too often is put off first, however lasting: others come before it after a restart.
    if (begun > mostBegun && !(lasting && waits > 0)) return 'given up';
    try {
      await work();
      await this.tries.deleteOne({ _id: step._id });
      return 'done';
    } catch (error) {
      this.complain(step, begun, error);
      if (passes(error)) return this.waitFor(step, awaySince);
      if (begun >= mostBegun) return 'given up';
      await this.putOff(step);
      return 'waits';
    }
  }

  /** A step goes on later, however often it was tried. */
  async putOff(step: Step): Promise<void> {
    const { waits } = await this.count(step, { waits: 1 });
    await this.setDue(step, Math.min(wait.mostMs, wait.firstMs * 2 ** (waits - 1)));
  }

  /** A step was given up, and whoever imports was told. */
  async end({ _id }: Step): Promise<void> {
    await this.tries.updateOne({ _id }, { $set: { over: true }, $unset: { due: '' }, ...dated });
  }

  /** The next step that goes on now, of nobody who is busy; nobody else gets it while it is kept. */
  async claim({ owners, importers }: Busy): Promise<Step | undefined> {
    const now = this.now();
    const claimed = { $set: { due: new Date(now.getTime() + claimMs) } };
    const waiting = { due: { $lte: now }, owner: { $nin: [...owners] }, importedBy: { $nin: [...importers] } };
    const found = await this.tries.findOneAndUpdate(waiting, claimed, { sort: { due: 1 } });
    if (found === null) return undefined;
    const { _id, type, import: name, owner, importedBy } = found;
    return { _id, type, import: name, owner, importedBy };
  }

  /** Somebody is still at work on a step. */
  keep(step: Step): Promise<void> {
    return this.setDue(step, claimMs);
  }

  private async waitFor(step: Step, since = this.now()): Promise<Verdict> {
    if (this.now().getTime() - since.getTime() >= awayMs) return 'given up';
    await this.tries.updateOne({ _id: step._id }, { $inc: { begun: -1 }, $set: { awaySince: since } });
    await this.putOff(step);
    return 'waits';
  }

  private async setDue({ _id }: Step, inMs: number): Promise<void> {
    const due = new Date(this.now().getTime() + inMs);
    await this.tries.updateOne({ _id, over: { $exists: false } }, { $set: { due } });
  }

  /** What is wrong: all that somebody can go by who mends it. */
  private complain({ type, import: name }: Step, begun: number, error: unknown): void {
    this.metrics.count('doorstep_background_errors_total', {});
    const reason = error instanceof DomainError ? error.reason : undefined;
    this.log.error('imports.step', { step: type, import: name, tries: begun, reason }, error);
  }

  private async count({ _id, ...step }: Step, inc: Partial<Record<'begun' | 'waits', number>>) {
    const counting = { $inc: inc, $setOnInsert: step, ...dated };
    const found = await this.tries.findOneAndUpdate({ _id }, counting, { upsert: true, returnDocument: 'after' });
    return { ...found, begun: found?.begun ?? 0, waits: found?.waits ?? 0 };
  }
}
