import type { Repository } from '../write/repository.js';
import type { Stored } from '../mapping/definition.js';
import type { Document } from '../mapping/document.js';
import type { Engine } from '../engine/engine.js';
import { majority } from '../engine/write-concern.js';
import { writeOf, type Act } from '../write/platform-act.js';

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
  const write = done && writeOf(noun, engine, record, document, now, done);
  if (write === undefined) return;
  await documents.updateOne({ _id: name, _v: document._v }, write, { writeConcern: majority });
  engine.wake();
}
