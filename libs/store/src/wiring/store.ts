import { randomUUID } from 'node:crypto';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import type { NoteExportRequest } from '@doorstep/contracts/records/v1/records.js';
import type { Caller, WorkingCalendar } from '@doorstep/domain';
import type { Journal } from '@doorstep/events';
import { Consumer, Leases, Overtaken, Relay, Timers, type Observer, type Subscription } from '@doorstep/events';
import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { unmetered, untraced, type Log, type Metrics, type Tracing } from '@doorstep/runtime';
import type { Redis } from 'ioredis';
import { Repository } from '../write/repository.js';
import type { Calendar } from '../time/calendar.js';
import { clocksOf } from '../background/clock-timers.js';
import type { Change, NounDefinition, Stored } from '../mapping/definition.js';
import type { Database } from './database.js';
import { guarded } from '../engine/driver-errors.js';
import type { Engine } from '../engine/engine.js';
import { Batch } from '../batch/batch.js';
import { noteAct, noteExport, notesCollection } from '../read/notes.js';
import { watchStore } from './gauges.js';
import { IndexWatch } from '../schema/index-watch.js';
import { collectionOf } from '../schema/prepare.js';
import { ownCollections } from '../schema/schema.js';
import { Cascades } from '../integrity/cascades.js';
import { ReferentialIntegrity } from '../integrity/integrity.js';
import { cascades, tiesOf } from '../integrity/ties.js';
import { JointCommit } from '../engine/joint-commit.js';
import { KeyedQueue } from '../engine/keyed-queue.js';
import { unmerged, type DivisionTree } from '../background/division-tree.js';
import { Mergers } from '../background/mergers.js';
import { nounOf } from '../mapping/noun.js';
import { observerOf } from './observer.js';
import { receipts } from '../engine/requests.js';
import { transact, type JointRule, type Records, type References } from '../write/transact.js';

/** How soon a calendar that an operator replaced, or a merger of divisions, is noticed. */
const lookMs = 10_000;

/** What a store is made of. */
export interface StoreParts {
  readonly database: Database;
  readonly redis: Redis;
  readonly journal: Journal;
  readonly calendar: Calendar;
  readonly key: Uint8Array;
  readonly service: string;
  /** Whom to ask which divisions were merged. */
  readonly tree?: DivisionTree;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
  /** Where differences between indexes and their schemas are told. */
  readonly log?: Pick<Log, 'info' | 'warn'>;
  readonly metrics?: Metrics;
  readonly tracing?: Tracing;
}

/** What tells of errors in the background; that another replica was faster is none. */
const toldBy =
  ({ log, onError }: StoreParts, metrics: Metrics) =>
  (error: unknown): void => {
    if (error instanceof Overtaken) {
      log?.info('overtaken', { consumer: error.consumer });
      return;
    }
    metrics.count('doorstep_background_errors_total', {});
    onError(error);
  };

/** A service's records: opens collections, and keeps their events, clocks and consumers going. */
export class Store implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly engine: Engine;
  private readonly relay: Relay;
  private readonly timers: Timers;
  private readonly consumers: Consumer[] = [];
  private readonly opened = new Map<string, Repository<Stored>>();
  private readonly leases: Leases;
  private readonly observer: Observer;
  private readonly onError: (error: unknown) => void;
  private readonly mergers = new Mergers();
  private readonly integrity: ReferentialIntegrity;
  private cascading: Consumer | undefined;
  private readonly indexes: IndexWatch;
  private looking: NodeJS.Timeout | undefined;

  constructor(private readonly parts: StoreParts) {
    const { database, redis, journal, service, now, calendar, key, metrics = unmetered, tracing = untraced } = parts;
    const { connection, db } = database;
    this.observer = observerOf(metrics, tracing, now);
    this.indexes = new IndexWatch(connection, parts.log, metrics);
    for (const schema of ownCollections) collectionOf(connection, schema);
    const onError = (this.onError = toldBy(parts, metrics));
    const leases = (this.leases = new Leases(db, randomUUID()));
    const { observer } = this;
    this.relay = new Relay({ db, journal, redis, service, leases, observer, onError });
    const version = () => calendar.current.version;
    const chore = () => this.moveMerged();
    this.integrity = new ReferentialIntegrity((code) => (parts.tree ?? unmerged).recorded(code));
    this.timers = new Timers({ leases, clock: now, calendar: version, chore, onError });
    const queue = new KeyedQueue();
    const wake = () => this.relay.wake();
    this.engine = {
      connection,
      db,
      journal,
      get calendar() {
        return calendar.current;
      },
      successorOf: (division) => this.mergers.successorOf(division),
      integrity: this.integrity,
      key,
      now,
      queue,
      joint: new JointCommit(connection, queue, wake),
      receipt: receipts(key).of,
      traceparent: () => tracing.current(),
      wake,
    };
    watchStore(metrics, { db, journal, now, calendar, opened: () => this.opened.values() });
  }

  /** The working calendar as it stands. */
  get calendar(): WorkingCalendar {
    return this.parts.calendar.current;
  }

  /** Names of the collections that were opened. */
  get collections(): readonly string[] {
    return [...this.opened.keys()];
  }

  /** The records of a collection that was opened; undefined where none was. */
  opens(collection: string): Repository<Stored> | undefined {
    return this.opened.get(collection);
  }

  /** Opens a collection; in a constructor, so that its indexes stand before the service serves. Nouns may share one. */
  open<T extends Stored>(spec: NounDefinition<T>): Repository<T> {
    const known = this.opened.get(spec.name);
    if (known) return known as unknown as Repository<T>;
    const repository = new Repository(nounOf(spec), this.engine);
    const stored = repository as unknown as Repository<Stored>;
    this.opened.set(spec.name, stored);
    this.integrity.add(stored);
    if (tiesOf(stored).some(cascades)) this.cascading ??= this.cascade();
    this.relay.follow(spec.name);
    if (spec.clocks) this.timers.follow(clocksOf(repository, this.engine));
    return repository;
  }

  /** One command over several records: see `transact`. */
  transact<M extends Records>(
    request: Change,
    caller: Caller,
    references: References<M>,
    rule: JointRule<M>,
  ): Promise<M> {
    return transact(this.engine, request, caller, references, rule);
  }

  /** Many records that become visible together or not at all. @param by name of what they are held for. */
  batch<T extends Stored>(spec: NounDefinition<T>, by: string): Batch<T> {
    return new Batch(this.engine, spec, this.open(spec).documents, by);
  }

  /** Notes that a list leaves as a sheet, or that it has; throws where that cannot be kept. */
  async noteExport(request: NoteExportRequest, caller: Caller): Promise<void> {
    await guarded(() => noteExport(this.engine, request, caller));
  }

  /** Notes what an operator does that changes no record; throws where that cannot be kept. @param said ids and codes, no personal data. */
  async noteAct(verb: string, said: Readonly<Record<string, string>>, caller: Caller): Promise<void> {
    await guarded(() => noteAct(this.engine, verb, said, caller));
  }

  /** Follows this service's own journal, to do in the background what a command asked for. */
  react(group: string, react: (entry: Entry) => Promise<void>): Consumer {
    const { journal, service } = this.parts;
    return this.consume({ group, source: service, reader: journal, digest: { react } });
  }

  /** Takes records along with those to which they refer. */
  private cascade(): Consumer {
    const cascade = new Cascades(this.integrity, this.parts.service);
    return this.react('cascade', (entry) => cascade.follow(entry));
  }

  /** Follows a journal from the start of the service on. */
  consume(subscription: Subscription): Consumer {
    const { database, redis, now } = this.parts;
    const { connection, db } = database;
    const { leases, observer, onError } = this;
    const consumer = new Consumer({ connection, db, redis, leases, observer, now, onError }, subscription);
    this.consumers.push(consumer);
    return consumer;
  }

  /** Does what clocks have to do now, as the holder of the lease does every second. @returns how many did something. */
  fireDue(): Promise<number> {
    return this.timers.fireDue();
  }

  /** Hears of mergers now, as it does by itself within seconds. Throws what the tree throws; what was heard before stays in force. */
  async lookForMergers(): Promise<void> {
    this.mergers.hear(await (this.parts.tree ?? unmerged).merged(), this.engine.now());
  }

  /** Moves what lies in merged divisions, as the holder of the lease does. @returns whether there may be more. */
  moveMerged(): Promise<boolean> {
    return this.mergers.sweep([...this.opened.values()], this.engine, this.onError);
  }

  async onModuleInit(): Promise<void> {
    this.relay.follow(notesCollection);
    this.integrity.assertWhole();
    // A release that was rolled back too far is refused before it writes anything, its older validators not least.
    await this.parts.journal.prepare();
    await this.indexes.prepare();
  }

  onApplicationBootstrap(): void {
    const { calendar } = this.parts;
    const { onError } = this;
    const look = () => {
      void calendar.refresh().catch(onError);
      void this.lookForMergers().catch(onError);
    };
    look();
    this.looking = setInterval(look, lookMs).unref();
    this.indexes.start(onError);
    this.relay.start();
    this.timers.start();
    for (const consumer of this.consumers) consumer.start();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.looking);
    this.indexes.stop();
    await Promise.all([this.timers.stop(), ...this.consumers.map((consumer) => consumer.stop())]);
    await this.relay.stop();
    this.parts.redis.disconnect();
    await this.parts.database.close();
  }
}
