import { guarded } from '../engine/driver-errors.js';
import type { Stored } from '../mapping/definition.js';
import type { Repository } from '../write/repository.js';

/**
 * Which of some resources of a type the records of a noun refer to. Records that are held or were removed count, too:
 * they may come to light, or be asked about.
 */
export async function referredBy<T extends Stored>(
  { documents, noun }: Repository<T>,
  type: string,
  names: readonly string[],
): Promise<string[]> {
  const paths = noun.descriptor.references.filter((one) => one.type === type).map(({ path }) => path);
  const found = paths.map((path) => guarded(() => documents.distinct(path, { [path]: { $in: [...names] } })));
  const named: ReadonlySet<unknown> = new Set((await Promise.all(found)).flat());
  return names.filter((name) => named.has(name));
}
