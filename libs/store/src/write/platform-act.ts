import type { Caller } from '@doorstep/domain';
import type { mongo } from 'mongoose';
import type { Stored } from '../mapping/definition.js';
import type { Document } from '../mapping/document.js';
import type { Noun } from '../mapping/noun.js';
import type { CommandContext } from '../engine/command-context.js';
import type { Engine } from '../engine/engine.js';
import { revise } from './revision.js';
import { nextUpdate } from './writes.js';

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
export interface Act<T> extends Pick<CommandContext, 'happening' | 'effective' | 'clock'> {
  readonly record: T;
  /** The clocks with which it begins, where they are not as the document has them. */
  readonly clocks?: Document['_clocks'];
}

/** The write that does it; undefined where nothing changes. @param record the document's. */
export function writeOf<T extends Stored>(
  noun: Noun<T>,
  engine: Engine,
  record: T,
  document: Document,
  now: Date,
  { record: after, clocks, ...act }: Act<T>,
): mongo.UpdateFilter<Document> | undefined {
  const caller = platform(now);
  const receipt = engine.receipt(`clock-${document._id}-${String(document._v)}`, caller, document._v + 1);
  const context = { caller, now, reason: '', receipt, calendar: engine.calendar, traceparent: '', ...act };
  const before = { record, document: clocks ? { ...document, _clocks: clocks } : document };
  const revision = revise(noun, before, after, context);
  return revision && nextUpdate(revision);
}
