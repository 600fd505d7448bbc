import { nameOf, pageSize, pageTokens, type Page, type PageRequest } from '@doorstep/aip';
import type { Change as HistoryEntry } from '@doorstep/contracts/aip/v1/requests.js';
import type { Caller } from '@doorstep/domain';
import type { EventBody, PendingEvent } from '@doorstep/events';
import { randomUUID } from 'node:crypto';
import type { Document } from '../mapping/document.js';
import type { Engine } from '../engine/engine.js';
import { majority } from '../engine/write-concern.js';

type Fact = Pick<PendingEvent, 'version' | 'type' | 'body'>;

function entryOf({ version, type, body }: Fact): HistoryEntry {
  const { time, effectiveTime, actor, onBehalfOf, state, fields } = JSON.parse(body) as EventBody;
  return {
    version,
    type,
    time: new Date(time),
    effectiveTime: new Date(effectiveTime),
    actor,
    onBehalfOf,
    state,
    fields: [...fields],
  };
}

/** A record's history: its journal entries, and those that still wait for the relay. */
export async function historyOf(
  { journal, key }: Engine,
  { _id, _ev }: Document,
  page: PageRequest,
  caller: Caller,
): Promise<Page<HistoryEntry>> {
  const tokens = pageTokens(key);
  const binding = JSON.stringify(['history', _id, caller.subject]);
  const size = pageSize(page.pageSize);
  const after = Number(tokens.read(binding, page.pageToken)?.[0] ?? 0);
  const journaled = await journal.ofAggregate(_id, after, size + 1);
  const last = journaled.at(-1)?.version ?? after;
  const facts: Fact[] = [...journaled, ..._ev.filter(({ version }) => version > last)].slice(0, size + 1);
  const more = facts.length > size;
  const items = facts.slice(0, size).map(entryOf);
  return { items, nextPageToken: more ? tokens.issue(binding, [items.at(-1)?.version ?? 0]) : '' };
}

/** Collection of the notes on who read personal data, and why. Its events go into the journal like any other. */
export const notesCollection = 'notes';

/**
 * Notes that personal fields of a record were read, before they are answered. Source: PIPL, article 51; GB/T 35273, 7.1.
 * Throws when the note cannot be kept: no note, no answer.
 */
export async function noteReading(engine: Engine, record: string, division: string, caller: Caller): Promise<void> {
  const name = nameOf(notesCollection, randomUUID());
  const time = engine.now();
  const { subject: actor, client, onBehalfOf, purpose, call } = caller;
  const body: EventBody & { readonly subject: string; readonly purpose: string } = {
    time: time.toISOString(),
    effectiveTime: time.toISOString(),
    actor,
    client,
    onBehalfOf,
    method: call.method,
    commandId: '',
    division,
    audience: { before: [], after: [] },
    state: '',
    fields: [],
    figures: [],
    subject: record,
    purpose,
  };
  const event: PendingEvent = {
    id: randomUUID(),
    type: `${notesCollection}.read`,
    aggregate: name,
    version: 1,
    n: 0,
    body: JSON.stringify(body),
    sealed: null,
  };
  const note: Document = { _id: name, _v: 1, _aud: [], _req: [], _ev: [event], record, actor, purpose, time };
  await engine.db.collection<Document>(notesCollection).insertOne(note, { writeConcern: majority });
  engine.wake();
}
