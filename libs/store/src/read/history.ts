import { pageSize, pageTokens, type Page, type PageRequest } from '@doorstep/aip';
import type { Change as HistoryEntry } from '@doorstep/contracts/aip/v1/requests.js';
import type { Caller } from '@doorstep/domain';
import type { EventBody, PendingEvent } from '@doorstep/events';
import type { Document } from '../mapping/document.js';
import type { Engine } from '../engine/engine.js';

type Fact = Pick<PendingEvent, 'version' | 'type' | 'body'>;

function entryOf({ version, type, body }: Fact): HistoryEntry {
  const { time, effectiveTime, actor, onBehalfOf, state, fields, clock = '' } = JSON.parse(body) as EventBody;
  return {
    version,
    type,
    time: new Date(time),
    effectiveTime: new Date(effectiveTime),
    actor,
    onBehalfOf,
    state,
    fields: [...fields],
    clock,
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
