import { randomUUID } from 'node:crypto';
import { nameOf } from '@doorstep/aip';
import type { NoteExportRequest } from '@doorstep/contracts/records/v1/records.js';
import type { Caller } from '@doorstep/domain';
import type { EventBody, PendingEvent } from '@doorstep/events';
import type { Engine } from '../engine/engine.js';
import { majority } from '../engine/write-concern.js';
import type { Own } from '../mapping/document.js';

/**
 * Collection of the notes on what was done that changes no record: who read personal data, and why; who took a list
 * away; what an operator did. Its events go into the journal like any other.
 */
export const notesCollection = 'notes';

/** What a note says besides who, when and through which RPC: ids, codes and numbers, no personal data. */
type Said = Readonly<Record<string, string | number | boolean>>;

/** A note as MongoDB holds it. */
interface Note extends Omit<Own, '_ev'> {
  readonly _ev: PendingEvent[];
  readonly actor: string;
  readonly time: Date;
  readonly record?: string;
  readonly purpose?: string;
}

const notesOf = ({ db }: Engine) => db.collection<Note>(notesCollection);

function eventOf(engine: Engine, name: string, verb: string, said: Said, caller: Caller, version = 1): PendingEvent {
  const time = engine.now().toISOString();
  const { subject: actor, client, onBehalfOf, call } = caller;
  const body: EventBody = {
    ...{ time, effectiveTime: time, actor, client, onBehalfOf, method: call.method, commandId: '', division: '' },
    ...{ audience: { before: [], after: [] }, state: '', fields: [], figures: [] },
    ...said,
  };
  return {
    ...{ id: randomUUID(), type: `${notesCollection}.${verb}`, aggregate: name, version, n: 0 },
    ...{ body: JSON.stringify(body), sealed: null },
  };
}

/** Writes a note. Throws where it cannot be kept: no note, no answer. */
async function note(engine: Engine, verb: string, said: Said, caller: Caller, more: Partial<Note> = {}): Promise<void> {
  const name = nameOf(notesCollection, randomUUID());
  const event = eventOf(engine, name, verb, said, caller);
  const { subject: actor } = caller;
  const written: Note = { _id: name, _v: 1, _aud: [], _req: [], _ev: [event], actor, time: engine.now(), ...more };
  await notesOf(engine).insertOne(written, { writeConcern: majority });
  engine.wake();
}

/** Notes that personal fields of a record were read, before they are answered. Source: PIPL, article 51; GB/T 35273, 7.1. */
export async function noteReading(engine: Engine, record: string, division: string, caller: Caller): Promise<void> {
  const { purpose } = caller;
  await note(engine, 'read', { division, subject: record, purpose }, caller, { record, purpose });
}

/** Notes what an operator does to the platform, before it is done. */
export const noteAct = (engine: Engine, verb: string, said: Said, caller: Caller): Promise<void> =>
  note(engine, verb, said, caller);

/** Notes that a list leaves as a sheet, and later how much of it did. A repeat has one effect. */
export async function noteExport(engine: Engine, request: NoteExportRequest, caller: Caller): Promise<void> {
  const { list, asked, mediaType, rows, whole } = request;
  const _id = nameOf(notesCollection, request.export);
  const { subject: actor } = caller;
  const said = { list, asked, mediaType };
  if (request.ended) {
    const event = eventOf(engine, _id, 'exported', { ...said, rows, whole }, caller, 2);
    const begun = { _id, actor, _v: 1 };
    await notesOf(engine).updateOne(begun, { $set: { _v: 2 }, $push: { _ev: event } }, { writeConcern: majority });
  } else {
    const event = eventOf(engine, _id, 'exporting', said, caller);
    const begun = { _v: 1, _aud: [], _req: [], _ev: [event], time: engine.now() };
    await notesOf(engine).updateOne({ _id, actor }, { $setOnInsert: begun }, { upsert: true, writeConcern: majority });
  }
  engine.wake();
}
