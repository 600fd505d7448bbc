import { mongo } from 'mongoose';

/** How long a holder may be silent before another takes over. */
const leaseMs = 5_000;
/** Who has not asked for so long, as one that waits for a stream does, wants it no longer. */
const wantedMs = leaseMs + 1_000;
/** How old an answer may be that another's question brought and that says no. */
const freshMs = 500;
const duplicateKey = 11000;

/** One document for all work of a service, so that a process renews what it holds by one write. */
interface Held {
  readonly _id: 'held';
  readonly works: Readonly<Record<string, { readonly holder: string; readonly until: Date }>>;
}

/** What a worker knows of its lease; all times by the clock that nobody can set. */
interface Work {
  wantedAt: number;
  held: boolean;
  goodUntil: number;
  /** How often it was answered. */
  answers: number;
}

/**
 * The leases that this process holds or wants: whenever one of them must be asked for, all are, by one write. They save
 * work; correctness rests on fences elsewhere. Only the clock of the database counts: a process whose clock is an hour
 * ahead would else hold its leases an hour beyond its death.
 */
export class Leases {
  private readonly documents: mongo.Collection<Held>;
  private readonly works = new Map<string, Work>();
  private asking: Promise<void> | undefined;

  /** @param holder this process. */
  constructor(
    db: mongo.Db,
    private readonly holder: string,
  ) {
    this.documents = db.collection('leases');
  }

  /** The lease for one piece of work, `relay`. */
  of(name: string): Lease {
    return { hold: () => this.hold(name), release: () => this.release(name) };
  }

  private async hold(name: string): Promise<boolean> {
    const now = performance.now();
    const work = this.works.get(name) ?? { wantedAt: now, held: false, goodUntil: 0, answers: 0 };
    this.works.set(name, work);
    work.wantedAt = now;
    if (now >= work.goodUntil) await this.answer(work);
    if (!work.held) work.goodUntil = 0; // a no counts once: who asks again wants to know
    return work.held;
  }

  /** A question under way may have been put before this work was wanted. */
  private async answer(work: Work): Promise<void> {
    for (const before = work.answers; work.answers === before; await this.asking)
      this.asking ??= this.ask().finally(() => (this.asking = undefined));
  }

  private async release(name: string): Promise<void> {
    this.works.delete(name);
    await this.asking?.catch(() => undefined); // else its answer would take the lease again
    const work = `works.${name}`;
    await this.documents.updateOne({ _id: 'held', [`${work}.holder`]: this.holder }, { $unset: { [work]: '' } });
  }

  /** Where it fails, what was held may be held by another soon: nobody relies on it longer than on the answer before. */
  private async ask(): Promise<void> {
    const asked = performance.now();
    const wanted = [...this.works].filter(([, { wantedAt }]) => asked - wantedAt < wantedMs);
    const mine = await this.take(wanted.map(([name]) => name));
    for (const [name, work] of wanted) {
      work.answers += 1;
      work.held = mine.has(name);
      work.goodUntil = work.held ? asked + leaseMs / 3 : performance.now() + freshMs;
    }
  }

  /** Takes of these what is free and renews what is ours. @returns what is ours now. */
  private async take(names: readonly string[]): Promise<ReadonlySet<string>> {
    const changes = new Map(names.map((name) => [`works.${name}`, this.takenOrLeft(`$works.${name}`)]));
    try {
      const after = await this.documents.findOneAndUpdate({ _id: 'held' }, [{ $set: Object.fromEntries(changes) }], {
        upsert: true,
        returnDocument: 'after',
      });
      return new Set(names.filter((name) => after?.works[name]?.holder === this.holder));
    } catch (error) {
      // Two asked where nobody had asked before.
      if (error instanceof mongo.MongoServerError && error.code === duplicateKey) return new Set();
      throw error;
    }
  }

  private takenOrLeft(work: string): object {
    const mine = { $literal: this.holder };
    const free = { $or: [{ $eq: [`${work}.holder`, mine] }, { $lt: [`${work}.until`, '$$NOW'] }] };
    return { $cond: [free, { holder: mine, until: { $add: ['$$NOW', leaseMs] } }, work] };
  }
}

/** One holder at a time for one piece of work. */
export interface Lease {
  /** Whether this process holds the lease now; asks the database when a third of the time is over. */
  hold(): Promise<boolean>;
  /** Gives the lease back, so that the next holder need not wait. */
  release(): Promise<void>;
}
