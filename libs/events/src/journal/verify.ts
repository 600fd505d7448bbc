import { hashOf, schema, sealedFits, type JournalEntry } from './journal-entry.js';

/** The first entry that does not fit, and why. */
export interface Flaw {
  readonly seq: number;
  readonly why:
    | 'schema unknown'
    | 'gap'
    | 'link broken'
    | 'entry changed'
    | 'sealed part changed'
    | 'version missing'
    | 'tail differs from anchor';
}

/** A head noted outside the database, to notice a tail that was cut or rewritten. */
export interface Anchor {
  readonly seq: number;
  readonly hash: string;
}

/**
 * Walks a journal once: chain, places, completeness (every version of every record) and the anchors given.
 * @returns the first flaw, or undefined where everything fits.
 */
export async function verify(
  entries: AsyncIterable<JournalEntry>,
  anchors: readonly Anchor[] = [],
): Promise<Flaw | undefined> {
  const versions = new Map<string, number>();
  const expected = new Map(anchors.map(({ seq, hash }) => [seq, hash]));
  let last = { seq: 0, hash: '' };
  for await (const entry of entries) {
    const why = flawOf(entry, last, versions) ?? (fits(expected, entry) ? undefined : 'tail differs from anchor');
    if (why) return { seq: entry._id, why };
    last = { seq: entry._id, hash: entry.hash };
    expected.delete(entry._id);
  }
  const cut = [...expected.keys()].find((seq) => seq > last.seq);
  return cut === undefined ? undefined : { seq: last.seq + 1, why: 'tail differs from anchor' };
}

const fits = (anchors: ReadonlyMap<number, string>, { _id, hash }: JournalEntry): boolean =>
  (anchors.get(_id) ?? hash) === hash;

function flawOf(
  entry: JournalEntry,
  last: { seq: number; hash: string },
  versions: Map<string, number>,
): Flaw['why'] | undefined {
  if (entry.schema !== schema) return 'schema unknown';
  if (entry._id !== last.seq + 1) return 'gap';
  if (entry.previous !== last.hash) return 'link broken';
  if (hashOf(entry) !== entry.hash) return 'entry changed';
  if (!sealedFits(entry)) return 'sealed part changed';
  const known = versions.get(entry.aggregate) ?? 0;
  versions.set(entry.aggregate, entry.version);
  return entry.version === known + 1 || (entry.version === known && entry.n > 0) ? undefined : 'version missing';
}
