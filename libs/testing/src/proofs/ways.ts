import { leadsTo } from '@doorstep/domain';
import type { Noun } from './nouns.js';

/** Verbs of a noun's arrows that are RPCs; the others follow from something else. */
export const verbsOf = ({ type, definition, model: { arrows } }: Noun): readonly string[] =>
  [...new Set(Object.values(arrows).flatMap((row) => Object.keys(row)))].filter(
    (verb) => `${verb}${type}` in definition,
  );

/** The fewest verbs that lead from a state to one of those that are wanted, with those of the platform where it acts by itself; undefined where none do. */
export function wayTo(noun: Noun, from: string, wanted: (state: string) => boolean): readonly string[] | undefined {
  const verbs = new Set(verbsOf(noun));
  const ways = new Map<string, readonly string[]>([[from, []]]);
  for (const [state, way] of ways) {
    if (wanted(state)) return way;
    for (const [verb, arrow] of Object.entries(noun.model.arrows[state] ?? {}))
      if ((verbs.has(verb) || noun.example.passing?.includes(state)) && !ways.has(leadsTo(arrow as never)))
        ways.set(leadsTo(arrow as never), [...way, verb]);
  }
  return undefined;
}

/** The state to which a verb leads; empty where the state does not admit it. */
export function nextBy({ model: { arrows } }: Noun, state: string, verb: string): string {
  const arrow = arrows[state]?.[verb];
  return arrow === undefined ? '' : leadsTo(arrow as never);
}

/** States in which a record can begin: the first, where an RPC creates one or its example reaches it, then the others that its example reaches. */
export function beginnings({ type, definition, model: { initial }, example }: Noun): readonly string[] {
  const reached = Object.keys(example.reaches ?? {});
  const others = reached.filter((state) => state !== initial);
  return `create${type}` in definition || reached.length > others.length ? [initial, ...others] : others;
}

/** Where to begin to come to one of the wanted states, by the fewest verbs; undefined where no way leads there. */
export function beginningOf(noun: Noun, wanted: (state: string) => boolean): string | undefined {
  const ways = beginnings(noun).flatMap((from) => {
    const way = wayTo(noun, from, wanted);
    return way ? [{ from, length: way.length }] : [];
  });
  return ways.sort((a, b) => a.length - b.length)[0]?.from;
}
