import { randomUUID } from 'node:crypto';
import { Evidence_State as State } from '@doorstep/contracts/stations/v1/evidence.js';
import { Leases, type Lease } from '@doorstep/events';
import { Log } from '@doorstep/runtime';
import { Database, Store } from '@doorstep/store';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Lapsing } from './evidence.lapse.js';
import { evidence } from './evidence.store.js';
import { Uploads } from '../uploads/upload.pending.js';

const everyMs = 60_000;

/** Erases the files that uploads left behind, and those that nothing refers to; one replica at a time. */
@Injectable()
export class EvidenceSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly lease: Lease;
  private readonly documents;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    database: Database,
    store: Store,
    private readonly uploads: Uploads,
    private readonly lapsing: Lapsing,
    private readonly log: Log,
  ) {
    this.lease = new Leases(database.db, randomUUID()).of('evidence-sweep');
    this.documents = store.open(evidence).documents;
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sweep().catch((error: unknown) => this.log.retried('evidence.sweep', error));
    }, everyMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** @returns how many files it erased. */
  async sweep(): Promise<number> {
    if (!(await this.lease.hold())) return 0;
    const left = await this.uploads.sweep(async (id) => {
      const filter = { _id: `evidence/${id}`, state: { $ne: State.WITHDRAWN } };
      return (await this.documents.findOne(filter, { readConcern: { level: 'majority' } })) !== null;
    });
    return left + (await this.lapsing.sweep());
  }
}
