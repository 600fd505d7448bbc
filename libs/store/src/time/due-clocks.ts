import {
  DomainError,
  escalates,
  parentOf,
  ringing,
  rung,
  type Clock,
  type ClockDefinition,
  type Ring,
} from '@doorstep/domain';
import type { mongo } from 'mongoose';
import type { Stored } from '../mapping/definition.js';
import type { Document } from '../mapping/document.js';
import type { Noun } from '../mapping/noun.js';
import type { Engine } from '../engine/engine.js';
import { applied } from '../write/fold.js';
import { writeOf, type Act } from '../write/platform-act.js';

/** A document after its clocks acted, and the writes that take it there. */
interface CaughtUp {
  readonly document: Document;
  readonly writes: readonly mongo.UpdateFilter<Document>[];
}

/** Whether a clock of a record has something to do by an instant. */
export const isDue = ({ _gone, _next }: Document, by: Date): boolean =>
  _gone === undefined && _next !== undefined && _next <= by;

/**
 * Lets a record's clocks do what they had to do by an instant, the earliest first, each as of its own instant and as a
 * version of its own. What begins by that rings later than now, so that days of downtime run through no chain of clocks.
 */
export async function caughtUp<T extends Stored>(
  noun: Noun<T>,
  engine: Engine,
  document: Document,
  by: Date,
): Promise<CaughtUp> {
  const now = engine.now();
  const writes: mongo.UpdateFilter<Document>[] = [];
  let current = document;
  let raised = false;
  while (isDue(current, by)) {
    const record = noun.codec.decode(current);
    const act: Act<T> = await actOf(noun, engine, record, current, raised, by);
    const write = writeOf(noun, engine, record, current, now, act);
    if (write === undefined) break;
    writes.push(write);
    current = applied(current, write);
    raised ||= act.happening === 'escalated';
  }
  return { document: current, writes };
}

interface Due {
  readonly name: string;
  readonly clock: Clock;
  readonly ring: Ring;
}

/** @param raised whether another clock took it a level up just now: who sits there had no time to prevent a second end. */
async function actOf<T extends Stored>(
  noun: Noun<T>,
  engine: Engine,
  record: T,
  { _clocks = {} }: Document,
  raised: boolean,
  by: Date,
): Promise<Act<T>> {
  const [first] = Object.entries(_clocks)
    .flatMap(([name, clock]): Due[] => {
      const ring = ringing(clock, by);
      return ring === undefined ? [] : [{ name, clock, ring }];
    })
    .sort((a, b) => a.ring.at.getTime() - b.ring.at.getTime());
  const spec = first && noun.spec.clocks?.[first.name];
  // A clock that the noun has no more: the record is written without it.
  if (first === undefined || spec === undefined) return { record, happening: 'recounted', effective: engine.now() };
  const { name, clock, ring } = first;
  const effective = record.stateTime && record.stateTime > ring.at ? record.stateTime : ring.at;
  const rang = { clock: name, effective, clocks: { ..._clocks, [name]: rung(clock, by) } };
  if (ring.what === 'warned') return { ...rang, record, happening: 'warned' };
  const took = spec.rule && (await taken(noun, engine, spec.rule, record, effective));
  return { ...rang, ...(took ? { record: took, happening: undefined } : endOf(spec, record, raised)) };
}

/**
 * A record whose clock ran out is overdue and goes one level up. The county has nobody above it: there it stays, as it
 * does where organisations are told.
 */
function endOf<T extends Stored>(
  spec: ClockDefinition<T>,
  record: T,
  raised: boolean,
): Pick<Act<T>, 'record' | 'happening'> {
  const { waiting } = record;
  const desk = parentOf(waiting?.desk ?? '');
  if (!escalates(spec) || raised || !waiting || desk === '')
    return { record: { ...record, overdue: true }, happening: 'overdue' };
  const above = { ...waiting, desk, assignee: '', escalations: waiting.escalations + 1 };
  return { record: { ...record, overdue: true, waiting: above }, happening: 'escalated' };
}

/**
 * The record after the arrow that its clock takes; undefined where its noun, or a record that hangs on it, refuses: no
 * step is to find a record that it cannot reach because a clock cannot act.
 */
async function taken<T extends Stored>(
  { spec: { name } }: Noun<T>,
  { integrity }: Engine,
  rule: (record: T, at: Date) => T,
  record: T,
  at: Date,
): Promise<T | undefined> {
  try {
    const after = rule(record, at);
    await integrity.proof(name, { before: record, after })?.();
    return after;
  } catch (error) {
    if (error instanceof DomainError && error.kind !== 'UNAVAILABLE') return undefined;
    throw error;
  }
}
