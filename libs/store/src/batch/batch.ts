import type { DomainError } from '@doorstep/domain';
import { ReadCache, withReadCache } from '@doorstep/runtime';
import type { mongo } from 'mongoose';
import { guarded } from '../engine/driver-errors.js';
import type { Engine } from '../engine/engine.js';
import type { NounDefinition, Stored } from '../mapping/definition.js';
import type { Document } from '../mapping/document.js';
import { clashesOf } from './clashes.js';
import { draftingInto } from './drafting.js';
import { hold, release, reveal } from './staged.js';

/** A record that an ordinary create made and that is not inserted. */
export type Draft = Document;

/**
 * Many records of one collection that become visible together or not at all. Ordinary creates make drafts of them; held
 * drafts have their places, names and uniqueness, and nobody sees them before they are revealed. It works for one
 * caller: what their creates read by name is read once.
 */
export class Batch<T extends Stored> {
  private readonly reads = new ReadCache();
  private readonly seen = new Set<string>();

  /** @param by name of what the records are held for; work on it that was cut off goes on under the same name. */
  constructor(
    private readonly engine: Engine,
    private readonly spec: NounDefinition<T>,
    private readonly documents: mongo.Collection<Document>,
    private readonly by: string,
  ) {}

  /** What a create would insert, after everything else that it does. Throws what it throws. */
  async draft(create: () => Promise<unknown>): Promise<Draft> {
    const { name } = this.spec;
    const drafts: Draft[] = [];
    const take = (collection: string, document: Document): void => {
      if (collection !== name) throw new Error(`a batch of ${name} takes nothing of ${collection}`);
      drafts.push(document);
    };
    await withReadCache(this.reads, () => draftingInto(take, create));
    const [draft] = drafts;
    if (draft === undefined || drafts.length > 1)
      throw new Error(`a create in a batch makes one record, not ${drafts.length}`);
    return draft;
  }

  /** Drafts that meet a record that is there, or an earlier draft: with the refusal of the name or of the unique index. */
  clashes(drafts: readonly Draft[]): Promise<ReadonlyMap<Draft, DomainError>> {
    return guarded(() => clashesOf(this.spec, this.documents, drafts, this.seen));
  }

  /** Which of some names are of records that are there; what is held and was not revealed is not. */
  existing(names: readonly string[]): Promise<ReadonlySet<string>> {
    if (names.length === 0) return Promise.resolve(new Set());
    const there = { _id: { $in: [...names] }, _gone: { $exists: false } };
    return guarded(async () => {
      const found = await this.documents.find(there, { projection: { _id: 1 } }).toArray();
      return new Set(found.map(({ _id }) => _id));
    });
  }

  /** Gives drafts their places. A repeat changes nothing. Throws ALREADY_EXISTS where somebody else has such a place. */
  hold(drafts: readonly Draft[]): Promise<void> {
    return hold(this.documents, this.by, drafts, this.engine.now());
  }

  /** Takes back what is held: it leaves nothing. */
  release(): Promise<void> {
    return release(this.documents, this.by);
  }

  /** Reveals what is held, part by part; up to 1,000 records appear at once. @returns how many, as they appear. */
  reveal(): AsyncGenerator<number> {
    return reveal(this.engine, this.documents, this.by);
  }
}
