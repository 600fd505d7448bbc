import { DomainError, notFound, type Caller, type Scope } from '@doorstep/domain';
import { msUntil } from '@doorstep/hop';
import type { mongo } from 'mongoose';
import type { Change, Stored } from '../mapping/definition.js';
import type { Document, Receipt } from '../mapping/document.js';
import type { Engine } from '../engine/engine.js';
import { caughtUp, isDue } from '../time/due-clocks.js';
import { applied, folded } from './fold.js';
import type { Noun } from '../mapping/noun.js';
import { contended, isFresh, staleEtag } from '../engine/refusals.js';
import { repeatOf } from '../engine/requests.js';
import { commandContext, takesEffect, type CommandContext } from '../engine/command-context.js';
import { revise, type Revision } from './revision.js';

/** A change of one record, on its way. */
export interface Step<T extends Stored> {
  readonly request: Change;
  readonly caller: Caller;
  readonly rule: (record: T, now: Date) => T;
  readonly write: (revision: Revision<T>, receipt: Receipt) => mongo.UpdateFilter<Document>;
  readonly happening?: CommandContext['happening'];
}

/** What turns ask of the collection. */
export interface Documents<T> {
  /** Throws NOT_FOUND. */
  load(name: string): Promise<Document>;
  /** @returns whether the filter met the document. Throws the refusal of an index that would be broken. */
  save(filter: mongo.Filter<Document>, update: mongo.UpdateFilter<Document>): Promise<boolean>;
  /** The record as the majority holds it, for a request that was taken before. */
  replay(name: string, receipt: Receipt): Promise<T>;
}

type Outcome<T> = () => T | Promise<T>;
interface Waiting<T extends Stored> {
  readonly step: Step<T>;
  outcome?: Outcome<T>;
}
/** What a step does to a document; nothing to write where it is a repeat or changes nothing. */
interface Move<T> {
  readonly outcome: Outcome<T>;
  readonly update?: mongo.UpdateFilter<Document>;
  /** What other records must say before it is written. Throws refusals. */
  readonly proof?: (() => Promise<void>) | undefined;
}
/** What comes of a step: what the clocks of the record did before it, and its own. */
interface Turn<T> extends Omit<Move<T>, 'update'> {
  readonly updates: readonly mongo.UpdateFilter<Document>[];
}

/** Commands that one write takes at most: their events and receipts stand in the document until the relay moves them. */
const most = 50;

/**
 * Changes of one record take turns in this process, and who has the turn takes along those who wait behind: each rule
 * sees what the one before it left, one write holds them all, and each is answered, or refused, only after it.
 */
export class GroupCommit<T extends Stored> {
  private readonly lines = new Map<string, Waiting<T>[]>();

  constructor(
    private readonly noun: Noun<T>,
    private readonly engine: Engine,
    private readonly documents: Documents<T>,
  ) {}

  /** Throws NOT_FOUND, STALE_ETAG, REQUEST_REUSED, REQUEST_IN_FLIGHT, CONTENDED and what the rule throws. */
  run(step: Step<T>): Promise<T> {
    const { name } = step.request;
    const own: Waiting<T> = { step };
    const line = this.lines.get(name) ?? [];
    this.lines.set(name, line);
    line.push(own);
    return this.engine.queue.run(name, async () => {
      while (own.outcome === undefined) await this.turn(name, line);
      return own.outcome();
    });
  }

  private async turn(name: string, line: Waiting<T>[]): Promise<void> {
    const batch = line.splice(0, most);
    if (line.length === 0) this.lines.delete(name);
    try {
      await this.commit(name, batch);
    } catch (error) {
      for (const waiting of batch) waiting.outcome ??= failing(error);
    }
  }

  private async commit(name: string, batch: readonly Waiting<T>[]): Promise<void> {
    const deadline = Math.max(...batch.map(({ step }) => step.caller.call.deadline.getTime()));
    do {
      const document = await this.documents.load(name);
      const turns = await this.turns(document, batch);
      const proofs = turns.flatMap(({ proof }) => proof ?? []);
      // Whom others refuse goes alone, so that the rest is written.
      if (proofs.length > 0 && batch.length > 1) return this.apart(name, batch);
      for (const proof of proofs) await proof();
      const updates = turns.flatMap((turn) => turn.updates);
      const filter = { _id: name, _v: document._v, ...holdOf(document) };
      try {
        if (updates.length > 0 && !(await this.documents.save(filter, folded(updates)))) continue;
      } catch (error) {
        if (batch.length === 1 || !isRefusal(error)) throw error;
        return this.apart(name, batch);
      }
      batch.forEach((waiting, i) => (waiting.outcome = turns[i]?.outcome));
      if (updates.length > 0) this.engine.wake();
      return;
    } while (msUntil(deadline) > 0);
    throw contended({ name });
  }

  /** One of them breaks an index: whose fault it is shows when each goes alone. */
  private async apart(name: string, batch: readonly Waiting<T>[]): Promise<void> {
    for (const waiting of batch) await this.turn(name, [waiting]);
  }

  /** A step meets the record as its clocks left it when the step took effect, whether somebody wrote that yet or not. */
  private async turns(document: Document, batch: readonly Waiting<T>[]): Promise<readonly Turn<T>[]> {
    const turns: Turn<T>[] = [];
    let current = document;
    for (const { step } of batch) {
      const updates: mongo.UpdateFilter<Document>[] = [];
      const by = takesEffect(step.request, this.engine.now());
      try {
        if (isDue(current, by)) {
          const rung = await caughtUp(this.noun, this.engine, current, by);
          current = rung.document;
          updates.push(...rung.writes);
        }
        const { update, ...move } = this.move(current, step);
        if (update) current = applied(current, update);
        turns.push({ ...move, updates: update ? [...updates, update] : updates });
      } catch (error) {
        turns.push({ outcome: failing(error), updates, proof: this.gate(current, step) });
      }
    }
    return turns;
  }

  /** Asked once the step's own rule refused it. Who does not reach the record learns nothing of its parents. */
  private gate(document: Document, { caller }: Step<T>): Move<T>['proof'] {
    const { engine, noun } = this;
    if (document._gone || !within(document._aud, caller.scope)) return undefined;
    return engine.integrity.gate(noun.spec.name, noun.codec.decode(document), caller.call.method);
  }

  private move(document: Document, { request, caller, rule, write, happening }: Step<T>): Move<T> {
    const { engine, noun } = this;
    const { name, etag } = request;
    const { _v: version } = document;
    if (document._gone || !within(document._aud, caller.scope)) throw notFound({ name });
    const receipt = engine.receipt(request.requestId, caller, version + 1);
    if (repeatOf(document, receipt)) return { outcome: () => this.documents.replay(name, receipt) };
    if (!isFresh(etag, version)) throw staleEtag({ name, etag: String(version) });
    const record = noun.codec.decode(document);
    const context = commandContext(engine, request, caller, receipt, record.stateTime);
    const after = rule(record, context.effective);
    const revision = revise(noun, { record, document }, after, { ...context, happening });
    if (revision === undefined) return { outcome: () => record };
    const passage = { before: record, after: happening === 'removed' ? undefined : after };
    const proof = engine.integrity.proof(noun.spec.name, passage);
    return { outcome: () => revision.record, update: write(revision, receipt), proof };
  }
}

const failing = (error: unknown) => (): never => {
  throw error;
};

/** A refusal by the database's rules: nothing was written. Where the outcome is unknown it is not one. */
const isRefusal = (error: unknown): boolean => error instanceof DomainError && error.kind !== 'UNAVAILABLE';

/** Whether a caller reaches a record of this audience. */
export const within = (audience: readonly string[], scope: Scope): boolean =>
  scope === 'everywhere' || scope.some((key) => audience.includes(key));

/** A record that a transaction relied on must not change under it. */
const holdOf = ({ _hold }: Document): mongo.Filter<Document> =>
  _hold === undefined ? { _hold: { $exists: false } } : { _hold };
