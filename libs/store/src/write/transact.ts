import { notFound, type Caller } from '@doorstep/domain';
import type { mongo } from 'mongoose';
import type { Reference } from './repository.js';
import type { Change, Stored } from '../mapping/definition.js';
import type { Document, Receipt } from '../mapping/document.js';
import type { Engine } from '../engine/engine.js';
import type { Moment } from '../engine/moment.js';
import { commandContext, takesEffect } from '../engine/command-context.js';
import { isFresh, staleEtag } from '../engine/refusals.js';
import { repeatOf } from '../engine/requests.js';
import { caughtUp } from '../time/due-clocks.js';
import { applied } from './fold.js';
import { within } from './group-commit.js';
import { revise } from './revision.js';
import { nextUpdate } from './writes.js';

/** Records of several nouns by the names that a rule gives them. */
export type Records = Readonly<Record<string, Stored>>;
export type References<M extends Records> = { readonly [K in keyof M]: Reference<M[K]> };
/** Pure: the records that it gives back are written; those that it leaves out were only relied on. */
export type JointRule<M extends Records> = (records: M, now: Date) => Partial<M>;

/**
 * One command that changes several records or none. Names every record that the rule relies on; those that it only
 * reads are held, so that nobody changes them meanwhile. The record that the request names carries etag and receipt.
 * @returns the records after it. Throws what `update` throws and what the rule throws.
 */
export async function transact<M extends Records>(
  engine: Engine,
  request: Change,
  caller: Caller,
  references: References<M>,
  rule: JointRule<M>,
): Promise<M> {
  const names = [...new Set(entriesOf(references).map(([, { name }]) => name))].sort();
  const [last = request.name] = names.splice(-1);
  const { deadline } = caller.call;
  const reads = entriesOf(references).map(([, { of, name }]) => ({ documents: of.documents, name }));
  const prepared = (moment: Moment) => prepare(engine, request, caller, references, rule, moment);
  const command = { name: request.name, deadline, reads, prepare: prepared };
  return engine.queue.runAll(names, () => engine.joint.run(last, command));
}

const entriesOf = <M extends Records>(references: References<M>) =>
  Object.entries(references) as unknown as [keyof M, Reference<M[keyof M]>][];

interface Part<T extends Stored> {
  readonly reference: Reference<T>;
  readonly document: Document;
  readonly record: T;
  /** What its clocks did before. */
  readonly rung: readonly mongo.UpdateFilter<Document>[];
}

async function prepare<M extends Records>(
  engine: Engine,
  request: Change,
  caller: Caller,
  references: References<M>,
  rule: JointRule<M>,
  moment: Moment,
): Promise<M> {
  const parts = new Map<keyof M, Part<M[keyof M]>>();
  for (const [key, reference] of entriesOf(references)) {
    parts.set(key, await load(engine, reference, request, caller, moment));
  }
  const records = Object.fromEntries([...parts].map(([key, { record }]) => [key, record])) as unknown as M;
  const receipt = receiptIn([...parts.values()], engine, request, caller);
  if (receipt === undefined) return redacted(parts, records);
  const latest = [...parts.values()].map(({ record }) => record.stateTime?.getTime() ?? 0);
  const context = commandContext(engine, request, caller, receipt, new Date(Math.max(...latest)));
  const changed = rule(records, context.effective);
  const after = { ...records };
  const changes: (() => void)[] = [];
  for (const [key, part] of parts) {
    const { reference, document, record, rung } = part;
    const { noun } = reference.of;
    const becomes = changed[key] ?? record;
    await engine.integrity.proof(noun.spec.name, { before: record, after: becomes }, moment)?.();
    const revision = revise(noun, { record, document }, becomes, context);
    const made = revision && nextUpdate(revision, reference.name === request.name ? receipt : undefined);
    const writes = made ? [...rung, made] : rung;
    changes.push(() => {
      moment.change(reference.name, made ? applied(document, made) : document, writes);
    });
    if (revision) after[key] = revision.record;
  }
  // Nothing refuses any more.
  for (const change of changes) change();
  return redacted(parts, after);
}

/** As its clocks left it when the request took effect. */
async function load<T extends Stored>(
  engine: Engine,
  reference: Reference<T>,
  request: Change,
  caller: Caller,
  moment: Moment,
): Promise<Part<T>> {
  const { of, name, scoped } = reference;
  const found = moment.found(name);
  if (found === undefined || found._gone || (scoped && !within(found._aud, caller.scope))) throw notFound({ name });
  const { document, writes } = await caughtUp(of.noun, engine, found, takesEffect(request, engine.now()));
  return { reference, document, record: of.noun.codec.decode(document), rung: writes };
}

/** The receipt to leave; undefined where the request was taken before. Throws STALE_ETAG, REQUEST_REUSED. */
function receiptIn<T extends Stored>(
  parts: readonly Part<T>[],
  engine: Engine,
  request: Change,
  caller: Caller,
): Receipt | undefined {
  const named = parts.find(({ reference }) => reference.name === request.name);
  if (named === undefined) throw new Error(`a transaction must name the record of its request, ${request.name}`);
  const { _v: version } = named.document;
  const receipt = engine.receipt(request.requestId, caller, version + 1);
  if (repeatOf(named.document, receipt)) return undefined;
  if (!isFresh(request.etag, version)) throw staleEtag({ name: request.name, etag: String(version) });
  return receipt;
}

const redacted = <M extends Records>(parts: ReadonlyMap<keyof M, Part<M[keyof M]>>, records: M): M =>
  Object.fromEntries(
    [...parts].map(([key, { reference }]) => [key, reference.of.noun.codec.redact(records[key])]),
  ) as unknown as M;
