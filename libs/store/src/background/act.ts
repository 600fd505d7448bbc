import type { Caller, Clock } from '@doorstep/domain';
import type { Repository } from '../write/repository.js';
import type { Stored } from '../mapping/definition.js';
import type { Document } from '../mapping/document.js';
import type { Engine } from '../engine/engine.js';
import { majority } from '../engine/write-concern.js';
import type { CommandContext } from '../engine/command-context.js';
import { revise } from '../write/revision.js';
import { nextUpdate } from '../write/writes.js';

/** Who acts where nobody asked. */
const platform = (deadline: Date): Caller => ({
  subject: 'system',
  roles: [],
  divisions: [],
  organisation: '',
  client: 'system',
  onBehalfOf: '',
  purpose: '',
  scope: 'everywhere',
  personal: [],
  call: { method: 'clock', digest: '', deadline, traceparent: '', token: '' },
});

/** What the platform does to a record by itself. */
export interface Act<T> {
  readonly record: T;
  readonly happening: CommandContext['happening'];
  readonly effective: Date;
  /** The clocks as it leaves them; as the change of state says where absent. */
  readonly clocks?: { readonly clock: Clock | undefined; readonly overall: Clock | undefined };
}

/**
 * Does something to a record, if it is still to be done when the write meets it; otherwise the next look finds it
 * again. Throws what the database throws.
 */
export async function act<T extends Stored>(
  repository: Repository<T>,
  engine: Engine,
  name: string,
  now: Date,
  what: (record: T, document: Document) => Act<T> | undefined,
): Promise<void> {
  const { documents, noun } = repository;
  const document = await repository.load(name);
  const record = noun.codec.decode(document);
  const done = what(record, document);
  if (done === undefined) return;
  const caller = platform(now);
  const receipt = engine.receipt(`clock-${String(document._v)}`, caller, document._v + 1);
  const context = { caller, now, reason: '', receipt, calendar: engine.calendar, traceparent: '', ...done };
  const revision = revise(noun, { record, document }, done.record, context);
  if (revision === undefined) return;
  await documents.updateOne({ _id: name, _v: document._v }, nextUpdate(revision), { writeConcern: majority });
  engine.wake();
}
