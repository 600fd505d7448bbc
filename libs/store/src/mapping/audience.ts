import { audience, divisionPath, idsAt } from '@doorstep/domain';
import { tooManyOwners } from '../engine/refusals.js';
import type { Stored } from './definition.js';
import { everybody } from './document.js';
import type { NounDescriptor } from './descriptor.js';

/** Ids that a record may be of, so that its index stays small. */
const mostIds = 50;

/**
 * Who may see a record: everybody whose scope is `everywhere`, its division and all above it, its owners and
 * organisations, and whoever reaches what is published while it is. Throws TOO_MANY_OWNERS.
 */
export function audienceOf(
  { owner, organisation, publishedIn }: Pick<NounDescriptor, 'owner' | 'organisation' | 'publishedIn'>,
  division: string,
  record: Pick<Stored, 'name' | 'state'>,
): readonly string[] {
  const ids = (paths: readonly string[]): string[] => paths.flatMap((path) => idsAt(record, path));
  const of = new Set([...ids(owner).map(audience.owner), ...ids(organisation).map(audience.organisation)]);
  if (of.size > mostIds) throw tooManyOwners({ name: record.name, most: String(mostIds) });
  const published = publishedIn.includes(record.state ?? '') ? [audience.published] : [];
  return [everybody, ...divisionPath(division).map(audience.division), ...of, ...published];
}
