import { randomUUID } from 'node:crypto';
import { dayOf, type FigureRow } from '@doorstep/domain';
import type { EventBody, PendingEvent } from '@doorstep/events';
import { mongo } from 'mongoose';
import type { Difference } from '../mapping/codec.js';
import type { Stored } from '../mapping/definition.js';
import type { Document } from '../mapping/document.js';
import { figureRows, sinceOf, type Since } from '../mapping/figures.js';
import type { Noun } from '../mapping/noun.js';
import type { CommandContext } from '../engine/command-context.js';
import { timingOf, type Timing } from '../time/timing.js';

/** The next version of a record: what to write, and the event that goes with it. */
export interface Revision<T> {
  readonly record: T;
  readonly version: number;
  readonly difference: Difference;
  /** Who may see the record from now on. */
  readonly audience: readonly string[];
  readonly event: PendingEvent;
  readonly since: Since;
  readonly timing: Timing;
}

/** Makes the next version of a record. @returns undefined where nothing changed. */
export function revise<T extends Stored>(
  noun: Noun<T>,
  before: { readonly record: T; readonly document: Document } | undefined,
  after: T,
  context: CommandContext,
): Revision<T> | undefined {
  const { codec, spec } = noun;
  const version = (before?.document._v ?? 0) + 1;
  const asked = context.happening === undefined && context.clock === undefined;
  if (before && asked && codec.difference(before.record, after).fields.length === 0) return undefined;
  const moved = before?.record.state !== after.state || before === undefined;
  const timing = timingOf(noun, { before, after, moved, context });
  const record = stamp(noun, before === undefined, moved, after, timing, context);
  const difference = codec.difference(before?.record ?? spec.message.fromPartial({}), record);
  const rows = rowsOf(noun, record, before?.document._fig ?? {}, context);
  const audience = context.happening === 'removed' ? [] : noun.audience(record);
  return {
    record: { ...record, etag: String(version) },
    version,
    difference,
    audience,
    since: sinceOf(rows),
    timing,
    event: {
      id: randomUUID(),
      type: `${spec.name}.${context.happening ?? happened(before?.record, after, moved)}`,
      aggregate: record.name,
      version,
      n: 0,
      body: JSON.stringify({
        ...bodyOf(noun, record, difference, rows, context),
        audience: { before: before?.document._aud ?? [], after: audience },
      } satisfies EventBody),
      sealed: sealedOf(noun, record, difference, context),
    },
  };
}

/** The state that was reached; where it stayed, a record that goes to a lower desk is returned. */
function happened(before: Stored | undefined, after: Stored, moved: boolean): string {
  if (moved && after.state) return reached(after.state);
  if (before === undefined) return 'created';
  const lower = before.waiting?.desk && after.waiting && after.waiting.desk.length > before.waiting.desk.length;
  return lower ? 'returned' : 'updated';
}

/** `listed` for STATE_LISTED: an event is named by the state that was reached. */
const reached = (state: string): string => state.replace(/^STATE_/, '').toLowerCase();

/** A record that is removed counts no more. */
function rowsOf<T extends Stored>(
  { figures }: Noun<T>,
  record: T,
  since: Since,
  { effective, happening }: CommandContext,
): readonly FigureRow[] {
  const rows = figureRows(figures, record, since, dayOf(effective));
  return happening === 'removed' ? rows.map((row) => ({ ...row, counted: false, day: '' })) : rows;
}

/** Sets what the platform keeps itself, where the noun's message has the field. */
function stamp<T extends Stored>(
  { descriptor }: Noun<T>,
  created: boolean,
  moved: boolean,
  after: T,
  { shown }: Timing,
  { now, effective }: CommandContext,
): T {
  const stamps: Record<string, unknown> = { updateTime: now, ...shown };
  if (created) stamps['createTime'] = now;
  if (moved) stamps['stateTime'] = effective;
  return { ...after, ...Object.fromEntries(Object.entries(stamps).filter(([field]) => descriptor.has(field))) };
}

function bodyOf<T extends Stored>(
  { codec, division }: Noun<T>,
  record: T,
  { fields }: Difference,
  figures: readonly FigureRow[],
  context: CommandContext,
): Omit<EventBody, 'audience'> {
  const { caller, now, effective, receipt, happening, clock, traceparent, following } = context;
  return {
    time: now.toISOString(),
    effectiveTime: effective.toISOString(),
    actor: caller.subject,
    client: caller.client,
    onBehalfOf: caller.onBehalfOf,
    method: caller.call.method,
    ...(clock !== undefined && { clock }),
    commandId: receipt.k,
    ...(traceparent !== '' && { traceparent }),
    ...(following && { following }),
    division: division(record),
    state: record.state ?? '',
    fields,
    ...(happening !== 'removed' && { record: codec.encode(codec.redact(record)) }),
    figures,
  };
}

/** The personal part: the reason in words and the personal fields that changed. Plain until sealing arrives. */
function sealedOf<T extends Stored>(
  { codec }: Noun<T>,
  record: T,
  { fields }: Difference,
  { reason }: CommandContext,
): PendingEvent['sealed'] {
  const personal = Object.entries(codec.personal(record)).filter(([field]) => fields.includes(field));
  if (reason === '' && personal.length === 0) return null;
  return {
    suite: 'plain',
    bytes: new mongo.Binary(mongo.BSON.serialize({ reason, fields: Object.fromEntries(personal) })),
  };
}
