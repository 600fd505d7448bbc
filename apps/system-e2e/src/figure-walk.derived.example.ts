import { catalogue, type FigureDefinition } from '@doorstep/contracts/figures.js';
import type { Noun } from '@doorstep/testing/nouns';
import { beginnings, nextBy, verbsOf, wayTo } from '@doorstep/testing/ways';
import type { Item } from './client.js';
import { at, days } from './figure-walk.example.js';
import type { Walk } from './figure-walk.rows.example.js';
import { nouns, Walking } from './walking.example.js';

/** The step of a noun by which a record comes to count, and one by which it counts no longer. */
interface Way {
  readonly noun: Noun;
  /** State before the step; absent where a record counts from its making on. */
  readonly before?: string;
  readonly verb: string;
  readonly after: string;
  readonly end?: string;
}

const counts = ({ collection: { counts }, example }: Noun, figure: string, state: string): boolean =>
  counts[figure]?.counts({ ...example.record(), state }) ?? false;

function wayInto(noun: Noun, figure: string): Way | undefined {
  const counted = (state: string): boolean => counts(noun, figure, state);
  const { initial } = noun.model;
  const way = beginnings(noun).includes(initial) ? wayTo(noun, initial, counted) : undefined;
  if (way === undefined) return undefined;
  const before = way.slice(0, -1).reduce((state, verb) => nextBy(noun, state, verb), initial);
  const verb = way.at(-1);
  const after = verb === undefined ? initial : nextBy(noun, before, verb);
  const end = verbsOf(noun).find((out) => {
    const left = nextBy(noun, after, out);
    return left !== '' && !counted(left) && !(out in (noun.example.never ?? {}));
  });
  return { noun, after, ...(verb === undefined ? { verb: 'create' } : { before, verb }), ...(end && { end }) };
}

/**
 * How a record comes to count in a figure by the verbs of its own noun; none where only something else leads there, and
 * for figures of what records stand for: whoever declares such a one writes its walk.
 */
function walkOf({ id, kind, sensitive }: FigureDefinition): Walk | undefined {
  const noun = [...nouns.values()].find(({ collection }) => id in collection.counts);
  const way = noun && (kind === 'KIND_FLOW' || kind === 'KIND_STOCK') && !sensitive ? wayInto(noun, id) : undefined;
  if (way === undefined) return undefined;
  const begins = (figure: string): boolean =>
    counts(way.noun, figure, way.after) && !(way.before !== undefined && counts(way.noun, figure, way.before));
  const touched = Object.keys(way.noun.collection.counts).filter(begins);
  return {
    figure: id,
    how: `${way.verb}${way.end === undefined ? '' : `; ${way.end}`}`,
    touches: Object.fromEntries(touched.map((figure) => [figure, 1])),
    ready: ({ community }) => goes(new Walking(community), way),
  };
}

async function goes(walking: Walking, { noun, before, verb, end }: Way): ReturnType<Walk['ready']> {
  const on = (day: string): Walking => walking.at(at(day));
  const draft = before === undefined ? await on(days.ready).draft(noun) : {};
  let record: Item | undefined = before === undefined ? undefined : await on(days.ready).ready(noun, verb, before);
  return {
    count: async () => {
      const counting = on(days.counts);
      record = record ? await counting.take(record.name, verb) : await counting.file(noun, draft);
    },
    ...(end && { end: () => on(days.ends).step(record?.name ?? '', end) }),
  };
}

/** Walks for the figures of the contract for which none is written. */
export const derived = (written: readonly Walk[]): readonly Walk[] =>
  catalogue.filter(({ id }) => !written.some(({ figure }) => figure === id)).flatMap((figure) => walkOf(figure) ?? []);
