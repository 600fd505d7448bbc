import { JournalServiceService, type JournalService } from '@doorstep/contracts/events/v1/journal.js';
import type { Subscription } from '@doorstep/events';
import { Config, everyPeer, ownCaller } from '@doorstep/runtime';
import { Store } from '@doorstep/store';
import { Inject, Injectable } from '@nestjs/common';

/** What evaluation asks of a service whose records it counts. */
export type Journal = Pick<JournalService, 'readEntries'>;
/** The journals that there are to read, by the name of their service; also the token under which they are injected. */
export type Journals = ReadonlyMap<string, Journal>;
export const Journals = everyPeer(JournalServiceService);

/** Follows the journals of all services. */
@Injectable()
export class Sources {
  constructor(
    private readonly store: Store,
    private readonly config: Config,
    @Inject(Journals) private readonly journals: Journals,
  ) {}

  /** Follows each by a consumer of a group. @param digestOf what becomes of the entries of a source, named by its service. */
  follow(group: string, digestOf: (source: string) => Subscription['digest']): void {
    for (const [source, journal] of this.journals) {
      const read = (epoch: string, after: number, limit: number) =>
        journal.readEntries({ epoch, after, limit }, ownCaller(this.config.service, group));
      this.store.consume({ group, source, reader: { read }, digest: digestOf(source) });
    }
  }
}
