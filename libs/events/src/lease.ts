import { MongoServerError, type Collection, type Db } from 'mongodb';

/** How long a holder may be silent before another takes over. */
const leaseMs = 5_000;
const duplicateKey = 11000;

interface Held {
  readonly _id: string;
  readonly holder: string;
  readonly until: Date;
}

/**
 * One holder at a time for one piece of work. It saves work; correctness rests on fences elsewhere. Only the clock of
 * the database counts: a process whose clock is an hour ahead would else hold its lease an hour beyond its death.
 */
export class Lease {
  private readonly leases: Collection<Held>;
  /** By the clock that nobody can set. */
  private askAgainAt = 0;

  /** @param name the work, `relay`; @param holder this process. */
  constructor(
    db: Db,
    private readonly name: string,
    private readonly holder: string,
  ) {
    this.leases = db.collection('leases');
  }

  /** Whether this process holds the lease now; asks the database when a third of the time is over. */
  async hold(): Promise<boolean> {
    const asked = performance.now();
    if (asked < this.askAgainAt) return true;
    this.askAgainAt = 0;
    const held = await this.take();
    if (held) this.askAgainAt = asked + leaseMs / 3;
    return held;
  }

  /** Gives the lease back, so that the next holder need not wait. */
  async release(): Promise<void> {
    this.askAgainAt = 0;
    await this.leases.deleteOne({ _id: this.name, holder: this.holder });
  }

  private async take(): Promise<boolean> {
    const mine = { $literal: this.holder };
    const free = { $or: [{ $eq: ['$holder', mine] }, { $lt: ['$until', '$$NOW'] }] };
    const holder = { $cond: [free, mine, '$holder'] };
    const until = { $cond: [free, { $add: ['$$NOW', leaseMs] }, '$until'] };
    try {
      const lease = await this.leases.findOneAndUpdate({ _id: this.name }, [{ $set: { holder, until } }], {
        upsert: true,
        returnDocument: 'after',
      });
      return lease?.holder === this.holder;
    } catch (error) {
      // Two asked for a lease that nobody had held before.
      if (error instanceof MongoServerError && error.code === duplicateKey) return false;
      throw error;
    }
  }
}
