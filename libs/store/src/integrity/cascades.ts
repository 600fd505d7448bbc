import { nameIn } from '@doorstep/aip';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import { DomainError, idsAt } from '@doorstep/domain';
import type { EventBody } from '@doorstep/events';
import { ownCaller } from '@doorstep/runtime';
import { createHash } from 'node:crypto';
import { guarded } from '../engine/driver-errors.js';
import type { Stored } from '../mapping/definition.js';
import type { Document } from '../mapping/document.js';
import type { Repository } from '../write/repository.js';
import { cascadeIn, cascades, type Tie } from './ties.js';

/** The collections of a service, and how they hang together. */
export interface Collections {
  opens(collection: string): Repository<Stored> | undefined;
  /** What hangs on the records of a collection. */
  below(collection: string): readonly Tie[];
  /** On what the records of a collection hang. */
  above(collection: string): readonly Tie[];
}

/**
 * Takes children along with their parents: follows the journal of the service. A parent that came to an end has its
 * children looked for; a child that was written meanwhile has its parent looked at. Both look at how things stand now,
 * so that neither order nor repetition of events matters.
 */
export class Cascades {
  constructor(
    private readonly collections: Collections,
    private readonly service: string,
  ) {}

  async follow(entry: Entry): Promise<void> {
    const below = this.collections.below(collectionOf(entry)).filter(cascades);
    const above = this.collections.above(collectionOf(entry)).filter(cascades);
    if (below.length + above.length === 0) return;
    const body = JSON.parse(entry.body) as EventBody;
    await this.parentMoved(below, entry, body);
    await this.childMoved(above, entry, body);
  }

  /** Where it came is asked first: most steps end nothing, and need no read. */
  private async parentMoved(below: readonly Tie[], entry: Entry, { fields, state }: EventBody): Promise<void> {
    const removed = entry.type.endsWith('.removed');
    const ends = ({ rule }: Tie): boolean => cascadeIn(removed ? rule.removed : rule.on[state]) !== undefined;
    const ties = removed || fields.includes('state') ? below.filter(ends) : [];
    const parents = this.collections.opens(collectionOf(entry));
    if (ties.length === 0 || parents === undefined) return;
    const parent = await parentAt(parents, entry.aggregate);
    for (const tie of ties) {
      const cascade = fateOf(tie, parent);
      if (cascade === undefined) continue;
      const filter = { _gone: { $exists: false }, [tie.path]: entry.aggregate, state: { $in: [...cascade.cascade] } };
      const rows = tie.children.documents.find(filter, { projection: { _id: 1 } });
      for await (const { _id } of rows) await this.takeAlong(tie, _id, parent, entry);
    }
  }

  private async childMoved(above: readonly Tie[], entry: Entry, { fields, record, state }: EventBody): Promise<void> {
    if (record === undefined) return;
    const touched = ({ path }: Tie): boolean => fields.includes('state') || fields.includes(path.split('.')[0] ?? '');
    for (const tie of above.filter(touched).filter((each) => goesFrom(each, state))) {
      const parents = this.collections.opens(tie.collection);
      if (parents === undefined) continue;
      for (const name of new Set(idsAt(record, tie.path))) {
        const parent = await parentAt(parents, name);
        if (fateOf(tie, parent)?.cascade.includes(state)) await this.takeAlong(tie, entry.aggregate, parent, entry);
      }
    }
  }

  /** One that was removed, or went its own way meanwhile, stays as it is. */
  private async takeAlong(tie: Tie, name: string, parent: Moved, { eventId }: Entry): Promise<void> {
    const { children, path } = tie;
    const caller = ownCaller(this.service, 'cascade');
    const request = {
      name: nameIn(children.noun.spec.name, name),
      etag: '',
      requestId: requestIdOf(eventId, path, name),
      reason: '',
    };
    try {
      const child = await children.get(request.name, caller);
      const effectiveTime = latest(child.stateTime, parent.record.stateTime);
      const following = { record: parent.record.name, tells: tellsOf(tie, child) };
      await children.update({ ...request, effectiveTime, following }, caller, (record, now) => {
        const cascade = fateOf(tie, parent);
        const goes = cascade?.cascade.includes(record.state ?? '') && idsAt(record, path).includes(parent.record.name);
        return cascade && goes ? cascade.by(record, parent.record, now) : record;
      });
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'NOT_FOUND') throw error;
    }
  }
}

/** A parent as it stands. */
interface Moved {
  readonly record: Stored;
  readonly removed: boolean;
}

const collectionOf = ({ aggregate }: Entry): string => aggregate.slice(0, aggregate.indexOf('/'));

async function parentAt({ documents, noun }: Repository<Stored>, name: string): Promise<Moved> {
  const document: Document | null = await guarded(() => documents.findOne({ _id: name }));
  if (document === null) return { record: { name, etag: '' }, removed: true };
  return { record: noun.codec.decode(document), removed: document._gone !== undefined };
}

/** Whether records in a state go along with some end of their parent. */
const goesFrom = ({ rule: { on, removed } }: Tie, state: string): boolean =>
  [...Object.values(on), removed].some((fate) => cascadeIn(fate)?.cascade.includes(state));

const fateOf = ({ rule: { on, removed } }: Tie, { record, removed: gone }: Moved) =>
  cascadeIn(gone ? removed : on[record.state ?? '']);

/** Whose the record is, and whom the noun names besides. */
function tellsOf({ children, rule }: Tie, record: Stored): readonly string[] {
  const { owner, organisation } = children.noun.descriptor;
  const own = [...owner, ...organisation].flatMap((path) => idsAt(record, path));
  return [...new Set([...own, ...(rule.tells?.(record) ?? [])])];
}

/** One record may go along for two reasons, and two records for one. */
const requestIdOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join(' ')).digest('base64url');

const latest = (...instants: readonly (Date | undefined)[]): Date | undefined =>
  instants.reduce((a, b) => (a === undefined || (b !== undefined && b > a) ? b : a), undefined);
