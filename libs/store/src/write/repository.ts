import { randomUUID } from 'node:crypto';
import { maskFields, nameIn, nameOf, type Page, type PageRequest } from '@doorstep/aip';
import type { Change as HistoryEntry } from '@doorstep/contracts/aip/v1/requests.js';
import { alreadyExists, audience, divisionMerged, DomainError, notFound, type Caller } from '@doorstep/domain';
import { readCache, validateMessage } from '@doorstep/runtime';
import type { mongo } from 'mongoose';
import type { Change, Creation, Stored } from '../mapping/definition.js';
import type { Document, Receipt } from '../mapping/document.js';
import { drafting } from '../batch/drafting.js';
import { brokenIndex, guarded } from '../engine/driver-errors.js';
import type { Engine } from '../engine/engine.js';
import { majority } from '../engine/write-concern.js';
import { historyOf } from '../read/history.js';
import { noteReading } from '../read/notes.js';
import { listsOf, visibleTo, type ListRequest } from '../read/lists.js';
import type { Noun } from '../mapping/noun.js';
import { commandContext } from '../engine/command-context.js';
import { outsideJurisdiction, requestInFlight, requestReused } from '../engine/refusals.js';
import { repeatOf } from '../engine/requests.js';
import { collectionOf } from '../schema/prepare.js';
import { schemaOf } from '../schema/schema.js';
import { revise, type Revision } from './revision.js';
import { withTimeLeft } from '../time/timing.js';
import { GroupCommit, within } from './group-commit.js';
import { insertHolding } from './insert.js';
import { firstDocument, nextUpdate, tombstone } from './writes.js';

/** A rule of a noun: pure; `now` is when the change takes effect. Throws refusals. */
export type Rule<T> = (record: T, now: Date) => T;
/** How a record begins: reads what it depends on, and throws refusals. `now` is when it takes effect. */
export type Factory<T> = (now: Date) => T | Promise<T>;

/** A record of a collection, for `transact`. */
export interface Reference<T extends Stored> {
  readonly of: Repository<T>;
  readonly name: T['name'];
  /** False where another record that the caller may see vouches for it. */
  readonly scoped: boolean;
}

const hidden = { _ev: 0, _req: 0 } as const;

/** Counting a list ends here, so that nobody keeps the database busy by asking how much there is. */
const mostCounted = 100_000;

/** The records of one collection: every use case of a noun is one of these steps around a pure rule. */
export class Repository<T extends Stored> {
  readonly documents: mongo.Collection<Document>;
  private readonly understand: ReturnType<typeof listsOf<T>>;
  private readonly validate: (bytes: Uint8Array) => void;
  private readonly commits: GroupCommit<T>;

  constructor(
    readonly noun: Noun<T>,
    private readonly engine: Engine,
  ) {
    this.documents = collectionOf<Document>(engine.connection, schemaOf(noun));
    this.understand = listsOf(noun, engine.key);
    this.validate = validateMessage(noun.descriptor.typeName);
    this.commits = new GroupCommit(noun, engine, {
      load: (name) => this.load(name),
      save: (filter, update) => this.save(filter, update),
      replay: (name, receipt) => this.replay(name, receipt),
    });
  }

  /**
   * Records what begins, under a name of its own, or under the record's where the noun gives names. Whatever it depends
   * on is read within `begin`: a repeat of the request answers the record as it stands, even where it would be refused by
   * now. Throws what `begin` throws, ALREADY_EXISTS, REQUEST_REUSED, OUTSIDE_JURISDICTION, DIVISION_MERGED,
   * EFFECTIVE_IN_FUTURE.
   */
  async create(request: Creation, caller: Caller, begin: Factory<T>): Promise<T> {
    const receipt = this.engine.receipt(request.requestId, caller, 1);
    try {
      return await this.insert(request, caller, begin, receipt);
    } catch (error) {
      if (drafting() !== undefined) throw error;
      return await this.replayOfCreate(receipt, error);
    }
  }

  /**
   * A record within the caller's reach. Its personal fields only where the RPC grants those of this record and the
   * caller states a purpose, and then noted first. Throws NOT_FOUND.
   */
  async get(name: T['name'], caller: Caller): Promise<T> {
    const { codec, descriptor, division } = this.noun;
    const document = await this.load(name, caller);
    const record = codec.decode(document);
    const opens = caller.purpose !== '' && descriptor.personal.length > 0 && within(document._aud, caller.personal);
    if (!opens) return this.answer(record);
    await guarded(() => noteReading(this.engine, name, division(record), caller));
    return this.timed(record);
  }

  /** Whether a record is there, within whosever reach. */
  async exists(name: T['name']): Promise<boolean> {
    const filter = { _id: name, _gone: { $exists: false } };
    return (await guarded(() => this.documents.findOne(filter, { projection: { _id: 1 } }))) !== null;
  }

  /** A page of records within the caller's reach, without personal fields. Throws FILTER_NOT_SERVED, PAGE_TOKEN_FOREIGN. */
  async list(request: ListRequest, caller: Caller): Promise<Page<T>> {
    const { filter, sort, size, tokenAfter } = this.understand(request, caller);
    const rows = await guarded(() =>
      this.find(filter)
        .sort(sort)
        .limit(size + 1)
        .toArray(),
    );
    const last = rows.length > size ? rows[size - 1] : undefined;
    return { items: rows.slice(0, size).map((row) => this.open(row)), nextPageToken: last ? tokenAfter(last) : '' };
  }

  /**
   * How many records a list holds, as far as they are counted; `more` where it holds more than that. Throws
   * FILTER_NOT_SERVED.
   */
  async count({ filter }: Pick<ListRequest, 'filter'>, caller: Caller): Promise<{ count: number; more: boolean }> {
    const query = this.understand({ filter, orderBy: '', pageSize: 0, pageToken: '' }, caller);
    const found = await guarded(() => this.documents.countDocuments(query.filter, { limit: mostCounted + 1 }));
    return { count: Math.min(found, mostCounted), more: found > mostCounted };
  }

  /**
   * Every record that fits, below a division where one is given, for work inside the service; without personal fields.
   * Below a division a declared list serves it; otherwise declare an index.
   */
  async *scan(
    filter: { readonly [K in keyof T]?: T[K] | { readonly $in: readonly T[K][] } },
    division?: string,
  ): AsyncGenerator<T> {
    const reach = division === undefined ? { _gone: { $exists: false } } : { _aud: audience.division(division) };
    for await (const row of this.find({ ...reach, ...filter })) yield this.open(row);
  }

  /**
   * Takes a record one step on by a pure rule, and writes what the rule changed. A repeat of the request answers the
   * record as it stands. Throws NOT_FOUND, STALE_ETAG, REQUEST_REUSED, REQUEST_IN_FLIGHT, CONTENDED and what the rule throws.
   */
  async update(request: Change<T['name']>, caller: Caller, rule: Rule<T>): Promise<T> {
    return this.answer(await this.commits.run({ request, caller, rule, write: nextUpdate }));
  }

  /** Removes a record: a tombstone stays, with its event. Throws as `update`. */
  async remove(request: Change<T['name']>, caller: Caller, rule: Rule<T> = (record) => record): Promise<void> {
    const receipt = this.engine.receipt(request.requestId, caller, 0);
    const gone = await guarded(() =>
      this.documents.findOne({ _id: request.name, '_req.k': receipt.k, _gone: { $exists: true } }),
    );
    if (gone && repeatOf(gone, receipt)) return;
    const write = (revision: Revision<T>, made: Receipt) => tombstone(this.noun, revision, made, this.engine.now());
    await this.commits.run({ request, caller, rule, write, happening: 'removed' });
  }

  /** What happened to a record, oldest first. Throws NOT_FOUND, PAGE_TOKEN_FOREIGN. */
  async history(name: T['name'], page: PageRequest, caller: Caller): Promise<Page<HistoryEntry>> {
    const document = await this.load(name, caller);
    return guarded(() => historyOf(this.engine, document, page, caller));
  }

  /**
   * The record with the fields of a patch that the mask names (AIP-134), proved by the contract's rules.
   * Throws MASK_UNKNOWN_FIELD where a field is absent or not the client's to change, and INVALID.
   */
  merge(record: T, patch: T, mask: readonly string[] | undefined): T {
    const fields = maskFields(mask ?? [], this.noun.descriptor.editable);
    const merged = { ...record, ...Object.fromEntries(fields.map((field) => [field, patch[field as keyof T]])) };
    this.validate(this.noun.spec.message.encode(merged).finish());
    return merged;
  }

  /** A text as the name of such a record, as an event of the journal says it. Throws NAME_MALFORMED. */
  nameIn(text: string): T['name'] {
    return nameIn(this.noun.spec.name, text);
  }

  /** Names a record for `transact`. */
  at(name: T['name'], { scoped = true }: { scoped?: boolean } = {}): Reference<T> {
    return { of: this, name, scoped };
  }

  /** The document of a record within reach. Throws NOT_FOUND. */
  async load(name: string, caller?: Caller): Promise<Document> {
    const reach = caller ? visibleTo(caller) : { _gone: { $exists: false } };
    const cache = caller && readCache();
    const document = cache
      ? await cache.recallOne(`${this.noun.spec.name} ${String(caller.scope)}`, name, (all) => this.named(all, reach))
      : await guarded(() => this.documents.findOne({ _id: name, ...reach }));
    if (!document) throw notFound({ name });
    return document;
  }

  /** The first record that fits, in whosever reach; without personal fields. An index must serve it. */
  async first(filter: { readonly [K in keyof T]?: T[K] }): Promise<T | undefined> {
    const ask = () => guarded(() => this.find({ _gone: { $exists: false }, ...filter }).next());
    const key = `${this.noun.spec.name} ${JSON.stringify(filter)}`;
    const row = await (readCache()?.recall(key, ask) ?? ask());
    return row ? this.open(row) : undefined;
  }

  private async named(names: readonly string[], reach: mongo.Filter<Document>): Promise<ReadonlyMap<string, Document>> {
    const rows = await guarded(() => this.documents.find({ _id: { $in: [...names] }, ...reach }).toArray());
    return new Map(rows.map((row) => [row._id, row]));
  }

  /** @returns whether the filter met the document. */
  private async save(filter: mongo.Filter<Document>, update: mongo.UpdateFilter<Document>): Promise<boolean> {
    try {
      const { matchedCount } = await guarded(() =>
        this.documents.updateOne(filter, update, { writeConcern: majority }),
      );
      return matchedCount > 0;
    } catch (error) {
      throw this.refusalOf(error);
    }
  }

  /** The noun's own refusal where a "one active …" index was broken; the error itself otherwise. */
  private refusalOf(error: unknown): unknown {
    const broken = brokenIndex(error);
    if (broken === undefined) return error;
    if (broken === '_req.k') return requestReused();
    return this.noun.spec.unique?.find(({ fields }) => fields.join(',') === broken)?.refusal() ?? alreadyExists();
  }

  private async insert(request: Creation, caller: Caller, begin: Factory<T>, receipt: Receipt): Promise<T> {
    const { engine, noun } = this;
    const context = commandContext(engine, request, caller, receipt);
    const draft = await begin(context.effective);
    const named = { ...draft, name: draft.name || nameOf(noun.spec.name, randomUUID()) };
    if (!within(noun.audience(named), caller.scope)) throw outsideJurisdiction({ division: noun.division(named) });
    this.assertInForce(named);
    await engine.integrity.proof(noun.spec.name, { after: named })?.();
    const revision = revise(noun, undefined, named, context);
    if (revision === undefined) throw new Error('a first version always differs');
    const document = firstDocument(noun, revision, receipt);
    const take = drafting();
    if (take) take(noun.spec.name, document);
    else {
      await insertHolding(engine, this.documents, document, engine.integrity.holds(noun.spec.name, named));
      engine.wake();
    }
    return this.answer(revision.record);
  }

  /** What was taken once stays taken, even where it would be refused by now. */
  private async replayOfCreate(receipt: Receipt, error: unknown): Promise<T> {
    const broken = brokenIndex(error) !== undefined;
    const refused = error instanceof DomainError && error.kind !== 'UNAVAILABLE';
    if (!broken && !refused) throw error;
    const known = await guarded(() => this.documents.findOne({ '_req.k': receipt.k }));
    if (known && repeatOf(known, receipt)) return this.answer(await this.replay(known._id, receipt));
    throw broken ? this.refusalOf(error) : error;
  }

  /** Answers a repeat only when the majority holds what the first request wrote: a failover may still undo it. */
  private async replay(name: string, receipt: Receipt): Promise<T> {
    const known = await guarded(() => this.documents.findOne({ _id: name }, { readConcern: { level: 'majority' } }));
    if (!known || !repeatOf(known, receipt)) throw requestInFlight({ name });
    return this.noun.codec.decode(known);
  }

  /** Nothing new begins in a division that was merged; divisions themselves are another matter. */
  private assertInForce(record: T): void {
    const division = this.noun.spec.division === undefined ? (record.division ?? '') : '';
    const into = this.engine.successorOf(division);
    if (into !== undefined) throw divisionMerged({ field: 'division', division, into });
  }

  private find(filter: mongo.Filter<Document>) {
    const personal = Object.fromEntries(this.noun.descriptor.personal.map((field) => [field, 0]));
    return this.documents.find(filter, { projection: { ...hidden, ...personal } });
  }

  /** Nothing to redact: the query left the personal fields behind. */
  private open(row: Document): T {
    return this.timed(this.noun.codec.decode(row));
  }

  private answer(record: T): T {
    return this.timed(this.noun.codec.redact(record));
  }

  private timed(record: T): T {
    return withTimeLeft(record, this.engine.now(), this.engine.calendar);
  }
}
