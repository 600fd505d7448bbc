import { MongoServerError, type Collection, type Db } from 'mongodb';

/** How long a holder may be silent before another takes over. */
const leaseMs = 5_000;
const duplicateKey = 11000;

/** One holder at a time for one piece of work. It saves work; correctness rests on fences elsewhere. */
export class Lease {
  private readonly leases: Collection<{ _id: string; holder: string; until: Date }>;
  private heldUntil = 0;

  /** @param name the work, `relay`; @param holder this process. */
  constructor(
    db: Db,
    private readonly name: string,
    private readonly holder: string,
  ) {
    this.leases = db.collection('leases');
  }

  /** Whether this process holds the lease now; asks the database when a third of the time is over. */
  async hold(now = Date.now()): Promise<boolean> {
    if (now < this.heldUntil - (2 * leaseMs) / 3) return true;
    try {
      const until = new Date(now + leaseMs);
      await this.leases.findOneAndUpdate(
        { _id: this.name, $or: [{ holder: this.holder }, { until: { $lt: new Date(now) } }] },
        { $set: { holder: this.holder, until } },
        { upsert: true },
      );
      this.heldUntil = until.getTime();
      return true;
    } catch (error) {
      this.heldUntil = 0;
      if (error instanceof MongoServerError && error.code === duplicateKey) return false;
      throw error;
    }
  }

  /** Gives the lease back, so that the next holder need not wait. */
  async release(): Promise<void> {
    this.heldUntil = 0;
    await this.leases.deleteOne({ _id: this.name, holder: this.holder });
  }
}
