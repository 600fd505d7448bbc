import { addDays, dayOf, type Caller } from '@doorstep/domain';
import { collectionOf, type Database } from '@doorstep/store';
import { mongo } from 'mongoose';
import { budgets, spendings, type Budget, type Spending } from '../evidence/evidence.collections.js';
import type { Allowance, EvidenceConfig } from '../evidence/evidence.config.js';
import { refuse } from '../evidence/refusals.js';

const majority = { writeConcern: { w: 'majority', j: true } } as const;
const duplicateKey = 11000;

/**
 * How many bytes somebody, and their organisation, may have taken in. What is spent is counted before it is noted for
 * what: whoever is killed in between has spent too much, never too little.
 */
export class Budgets {
  private readonly budgets: mongo.Collection<Budget>;
  private readonly spendings: mongo.Collection<Spending>;

  constructor(
    database: Database,
    private readonly config: Pick<EvidenceConfig, 'budget'>,
    private readonly now: () => Date,
  ) {
    this.budgets = collectionOf(database.connection, budgets);
    this.spendings = collectionOf(database.connection, spendings);
  }

  /** Spends bytes of a file on its holders, as far as their budgets go. Throws EVIDENCE_BUDGET_SPENT. */
  async spend(id: string, { subject, organisation }: Caller, bytes: number): Promise<void> {
    const { budget } = this.config;
    const day = dayOf(this.now());
    await this.take(id, { holder: `u:${subject}`, of: 'subject', allowance: budget.subject, day }, bytes);
    if (organisation === '') return;
    await this.take(
      id,
      { holder: `o:${organisation}`, of: 'organisation', allowance: budget.organisation, day },
      bytes,
    );
  }

  /** A file is gone: what it took of budgets is free again, of the day's too where the day is not over. */
  async release(id: string): Promise<void> {
    for (;;) {
      const spent = await this.spendings.findOneAndDelete({ file: id }, majority);
      if (spent === null) return;
      const { holder, day, bytes } = spent;
      const today = { $cond: [{ $eq: ['$day', day] }, { $subtract: ['$today', bytes] }, '$today'] };
      await this.budgets.updateOne({ _id: holder }, [{ $set: { today, total: { $subtract: ['$total', bytes] } } }]);
    }
  }

  private async take(id: string, taking: Taking, bytes: number): Promise<void> {
    const { holder, allowance, day } = taking;
    const fits = bytes <= Math.min(allowance.dayBytes, allowance.totalBytes);
    if (!fits || !(await this.raise(taking, bytes))) throw this.spentOf(taking);
    const one = { _id: `${id} ${holder} ${day}` };
    const set = { $set: { file: id, holder, day }, $inc: { bytes } };
    await this.spendings.updateOne(one, set, { upsert: true, ...majority });
  }

  /** @returns whether there was so much left. One write, so that many at a time never spend more than there is. */
  private async raise({ holder, allowance, day }: Taking, bytes: number, again = true): Promise<boolean> {
    const left = {
      _id: holder,
      total: { $lte: allowance.totalBytes - bytes },
      $or: [{ day: { $ne: day } }, { today: { $lte: allowance.dayBytes - bytes } }],
    };
    const today = { $cond: [{ $eq: ['$day', day] }, { $add: ['$today', bytes] }, bytes] };
    const total = { $add: [{ $ifNull: ['$total', 0] }, bytes] };
    try {
      await this.budgets.updateOne(left, [{ $set: { today, total, day } }], { upsert: true, ...majority });
      return true;
    } catch (error) {
      if (!(error instanceof mongo.MongoServerError && error.code === duplicateKey)) throw error;
      // There is one and too little is left of it; or another made it in this very moment.
      return again && this.raise({ holder, allowance, day, of: 'subject' }, bytes, false);
    }
  }

  private spentOf({ of, allowance, day }: Taking) {
    const tomorrow = new Date(`${addDays(day, 1)}T00:00:00+08:00`).getTime();
    const seconds = Math.max(1, Math.ceil((tomorrow - this.now().getTime()) / 1_000));
    return refuse.EVIDENCE_BUDGET_SPENT({
      of,
      day_bytes: String(allowance.dayBytes),
      total_bytes: String(allowance.totalBytes),
      retry_after_seconds: String(seconds),
    });
  }
}

/** Whose budget is drawn on, and how much of it there is. */
interface Taking {
  readonly holder: string;
  readonly of: 'subject' | 'organisation';
  readonly allowance: Allowance;
  readonly day: string;
}
