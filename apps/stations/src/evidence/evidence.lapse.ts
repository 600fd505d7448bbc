import { randomUUID } from 'node:crypto';
import { idOf, nameOf } from '@doorstep/aip';
import { nouns } from '@doorstep/access';
import {
  Evidence_State as State,
  type EvidenceName,
  type Evidence,
  type Evidence_Kind as Kind,
} from '@doorstep/contracts/stations/v1/evidence.js';
import { Config, Log, ownCaller, ownerOf } from '@doorstep/runtime';
import { Clock, Store, type Repository } from '@doorstep/store';
import { Inject, Injectable } from '@nestjs/common';
import { idleEvidence, lapseEvidence, passing, resumeEvidence } from './evidence.js';
import { mostNames, Reaches } from './evidence.reaches.js';
import { evidence } from './evidence.store.js';
import { Uploads } from '../uploads/upload.pending.js';

const nameIn = ({ _id }: { readonly _id: string }): EvidenceName => nameOf('evidence', idOf('evidence', _id));

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const type = 'doorstep.county/Evidence';
/** Services that own records, of which any may refer to evidence. */
const owners: ReadonlySet<string> = new Set([...nouns.values()].map(({ typeName }) => ownerOf(typeName)));

/**
 * Removes what was taken in for a step that never came: a day later no record of any service refers to it. First it can
 * no longer be referred to; what was under way then has its hour, and only if there is still nothing its file goes. While
 * one service does not answer, all that it may refer to stays.
 */
@Injectable()
export class Lapsing {
  private readonly evidence: Repository<Evidence>;
  /** Up to where evidence of each kind was looked at in this round. */
  private readonly looked = new Map<Kind, Date>();

  constructor(
    store: Store,
    private readonly reaches: Reaches,
    private readonly uploads: Uploads,
    private readonly config: Config,
    private readonly log: Log,
    @Inject(Clock) private readonly now: () => Date,
  ) {
    this.evidence = store.open(evidence);
  }

  /** @returns how many files it erased. */
  async sweep(): Promise<number> {
    let erased = 0;
    for (const kind of passing) {
      erased += await this.decide(kind);
      await this.suspect(kind);
    }
    return erased;
  }

  /** What nothing referred to an hour ago: it goes, or was referred to after all. */
  private async decide(kind: Kind): Promise<number> {
    const before = new Date(this.now().getTime() - hourMs);
    const filter = { kind, state: State.LAPSING, stateTime: { $lt: before } };
    const names = await this.names(filter);
    const referred = await this.referred(names);
    if (referred === undefined) return 0;
    for (const name of names) await (referred.has(name) ? this.step(name, resumeEvidence) : this.erase(name));
    return names.filter((name) => !referred.has(name)).length;
  }

  /** So many at a time, the oldest first; at the end it begins anew. */
  private async suspect(kind: Kind): Promise<void> {
    const before = new Date(this.now().getTime() - dayMs);
    const filter = { kind, state: State.KEPT, createTime: { $gt: this.looked.get(kind) ?? new Date(0), $lt: before } };
    const rows = await this.evidence.documents
      .find(filter, { projection: { createTime: 1 } })
      .sort({ createTime: 1 })
      .limit(mostNames)
      .toArray();
    const names = rows.map(nameIn);
    const referred = await this.referred(names);
    if (referred === undefined) return;
    for (const name of names) if (!referred.has(name)) await this.step(name, idleEvidence);
    const last = rows.length === mostNames ? rows.at(-1)?.['createTime'] : undefined;
    if (last instanceof Date)
      this.looked.set(kind, new Date(last.getTime() - 1)); // others may be as old to the millisecond
    else this.looked.delete(kind);
  }

  private async names(filter: object): Promise<EvidenceName[]> {
    const rows = await this.evidence.documents
      .find(filter, { projection: { _id: 1 } })
      .limit(mostNames)
      .toArray();
    return rows.map(nameIn);
  }

  /** Those that a record of any service refers to; undefined where one does not answer. */
  private async referred(names: string[]): Promise<ReadonlySet<string> | undefined> {
    if (names.length === 0) return new Set();
    const caller = ownCaller(this.config.service, 'evidence-lapse');
    const asked = [...owners].map(async (service) => {
      try {
        return (await this.reaches.client(service).findReferences({ type, names }, caller)).names;
      } catch (error) {
        this.log.warn('evidence.waits', { for: service, reason: error instanceof Error ? error.name : '' });
        return undefined;
      }
    });
    const answers = await Promise.all(asked);
    return answers.includes(undefined) ? undefined : new Set(answers.flatMap((found) => found ?? []));
  }

  private async erase(name: EvidenceName): Promise<void> {
    const id = idOf('evidence', name);
    await this.uploads.begin(id);
    await this.step(name, lapseEvidence);
    await this.uploads.discard(id);
  }

  private async step(name: EvidenceName, rule: (record: Evidence) => Evidence): Promise<void> {
    const request = { name, etag: '', requestId: randomUUID(), reason: '' };
    await this.evidence.update(request, ownCaller(this.config.service, 'evidence-lapse'), rule);
  }
}
