import { scopeOf, type Grant } from '@doorstep/access';
import type { RecordReach } from '@doorstep/contracts/records/v1/records.js';
import type { Caller, Scope } from '@doorstep/domain';
import { grantsOfReads, recordingBeside, stepsOf } from '@doorstep/runtime';
import { guarded } from '../engine/driver-errors.js';
import { visibleTo } from '../read/lists.js';
import type { Stored } from '../mapping/definition.js';
import type { Document } from '../mapping/document.js';
import type { Repository } from '../write/repository.js';
import { within } from '../write/group-commit.js';

/** Access rules of a noun, by what they let somebody do with a record. */
interface Rules {
  readonly reads: readonly Grant[];
  readonly routed: readonly Grant[];
  readonly opens: readonly Grant[];
  readonly changes: readonly Grant[];
}

const known = new Map<string, Rules>();

function rulesOf(collection: string): Rules {
  const found = known.get(collection);
  if (found !== undefined) return found;
  const reads = grantsOfReads(collection);
  const steps = stepsOf(collection);
  const opening = reads.filter(({ personal }) => personal);
  const rules = {
    reads,
    routed: reads.filter(({ within: reach }) => reach === 'ORGANISATION'),
    // Of a record without personal fields, whoever deals with it is as near to those whom it concerns as anybody.
    opens: opening.length > 0 ? opening : steps,
    changes: [...steps, ...recordingBeside(collection)],
  };
  known.set(collection, rules);
  return rules;
}

/** What the caller may do with those of some records of a noun that they may read. */
export async function reachOf<T extends Stored>(
  { documents, noun }: Repository<T>,
  names: readonly string[],
  caller: Caller,
): Promise<RecordReach[]> {
  const { reads, routed, opens, changes } = rulesOf(noun.spec.name);
  const scope = (grants: readonly Grant[]): Scope => scopeOf(caller, grants)?.scope ?? [];
  const [readable, routedTo, opened, changeable] = [reads, routed, opens, changes].map(scope);
  if (readable === undefined || routedTo === undefined || opened === undefined || changeable === undefined) return [];
  const filter = { _id: { $in: [...names] }, ...visibleTo({ scope: readable }) };
  const rows = await guarded(() => documents.find(filter).toArray());
  return rows.map((row: Document) => ({
    name: row._id,
    division: noun.division(noun.codec.decode(row)),
    organisation: within(row._aud, routedTo),
    personal: within(row._aud, opened),
    changes: within(row._aud, changeable),
  }));
}
