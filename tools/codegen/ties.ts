import type { Lifecycle } from '@doorstep/domain';
import type { Keep, Parent, Stored } from '@doorstep/store';

/** What a noun says of one of its references, with the collection to which it leads. */
export type Tie = (Keep | Parent<Stored>) & { readonly of: string };

/** What is asked of a noun here. */
interface Tied {
  readonly parents?: Readonly<Record<string, Tie>>;
  readonly arrows?: Lifecycle['arrows'];
  readonly methods: Readonly<Record<string, unknown>>;
}

const next = (arrows: Tied['arrows'], state: string): string[] =>
  Object.values(arrows?.[state] ?? {}).map((arrow) => (typeof arrow === 'string' ? arrow : arrow.to));

/**
 * States of a parent for which a tie must say what becomes of the children: those to which it may come from where a
 * child begins; where children begin under any, those from which nothing leads on.
 */
function endsOf({ begins }: Parent<Stored>, arrows: Tied['arrows']): string[] {
  const all = Object.keys(arrows ?? {});
  if (begins === undefined) return all.filter((state) => next(arrows, state).length === 0);
  const reached = new Set<string>(begins.while);
  for (const state of reached) for (const other of next(arrows, state)) reached.add(other);
  return [...reached].filter((state) => !begins.while.includes(state));
}

/** Throws where the end of a record leaves it open what becomes of those that refer to it, or nobody could come there. */
export function assertAnswered(nouns: Readonly<Record<string, Tied>>): void {
  for (const [collection, { parents = {} }] of Object.entries(nouns)) {
    for (const [path, tie] of Object.entries(parents)) {
      if ('keep' in tie) continue;
      const parent = nouns[tie.of];
      const ends = endsOf(tie, parent?.arrows).filter((state) => tie.on[state] === undefined);
      const removed = parent?.methods['delete'] !== undefined && tie.removed === undefined;
      const open = [...ends, ...(removed ? ['its removal'] : [])];
      if (open.length > 0)
        throw new Error(
          `${collection}.${path}: nothing says what becomes of a record when ${tie.of} come to ${open.join(', ')}`,
        );
    }
  }
}
