import { addDays, dayOf, type Caller } from '@doorstep/domain';
import { collectionOf, type Database } from '@doorstep/store';
import type { Connection, mongo } from 'mongoose';
import { budgets, spendings, type Budget, type Spending } from '../evidence/evidence.collections.js';
import type { Allowance, EvidenceConfig } from '../evidence/evidence.config.js';
import { refuse } from '../evidence/refusals.js';

const whole = { writeConcern: { w: 'majority', j: true }, readConcern: { level: 'snapshot' } } as const;

/**
 * How many bytes somebody, and their organisation, may have taken in. What is spent and for what, and what is given back,
 * stand in one transaction each: whoever is killed in between has done neither, and whoever comes behind does it whole.
 */
export class Budgets {
  private readonly connection: Connection;
  private readonly budgets: mongo.Collection<Budget>;
  private readonly spendings: mongo.Collection<Spending>;

  constructor(
    database: Database,
    private readonly config: Pick<EvidenceConfig, 'budget'>,
    private readonly now: () => Date,
  ) {
    this.connection = database.connection;
    this.budgets = collectionOf(database.connection, budgets);
    this.spendings = collectionOf(database.connection, spendings);
  }

  /** Spends bytes of a file on its holders, as far as their budgets go. Throws EVIDENCE_BUDGET_SPENT. */
  async spend(id: string, { subject, organisation }: Caller, bytes: number): Promise<void> {
    const { budget } = this.config;
    const day = dayOf(this.now());
    const takings: Taking[] = [{ holder: `u:${subject}`, of: 'subject', allowance: budget.subject, day }];
    if (organisation !== '')
      takings.push({ holder: `o:${organisation}`, of: 'organisation', allowance: budget.organisation, day });
    await this.connection.transaction(async (session) => {
      for (const taking of takings) await this.take(id, taking, bytes, session);
    }, whole);
  }

  /** A file is gone: what it took of budgets is free again, of the day's too where the day is not over. */
  async release(id: string): Promise<void> {
    await this.connection.transaction(async (session) => {
      for (const { _id, holder, day, bytes } of await this.spendings.find({ file: id }, { session }).toArray()) {
        const today = { $cond: [{ $eq: ['$day', day] }, { $subtract: ['$today', bytes] }, '$today'] };
        const total = { $subtract: ['$total', bytes] };
        await this.spendings.deleteOne({ _id }, { session });
        await this.budgets.updateOne({ _id: holder }, [{ $set: { today, total } }], { session });
      }
    }, whole);
  }

  /** Many at a time never spend more than there is: of two that write one budget, one begins anew. */
  private async take(id: string, taking: Taking, bytes: number, session: mongo.ClientSession): Promise<void> {
    const { holder, allowance, day } = taking;
    const spent = await this.budgets.findOne({ _id: holder }, { session });
    const today = (spent?.day === day ? spent.today : 0) + bytes;
    const total = (spent?.total ?? 0) + bytes;
    if (today > allowance.dayBytes || total > allowance.totalBytes) throw this.spentOf(taking);
    const upsert = { upsert: true, session };
    await this.budgets.updateOne({ _id: holder }, { $set: { today, total, day } }, upsert);
    const set = { $set: { file: id, holder, day }, $inc: { bytes } };
    await this.spendings.updateOne({ _id: `${id} ${holder} ${day}` }, set, upsert);
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
