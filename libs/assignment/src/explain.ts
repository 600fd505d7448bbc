import type { Augmenter } from './solve/augment.js';
import type { Market } from './market/market.js';
import { none } from './market/none.js';

/** Why a need does not have a resource, and what would have changed that. */
export interface Explanation {
  /**
   * `chosen`: it has it. `no_candidate`: it cannot have it at all. `full`: it would be better off with it, but all of it
   * went where it is worth more. `better_elsewhere`: what it has is worth as much to it.
   */
  readonly why: 'chosen' | 'no_candidate' | 'full' | 'better_elsewhere';
  /** Price of a unit of the resource: what one more of it would add to the total, at most. */
  readonly price: number;
  /** Needs that hold it, a few of them. */
  readonly holders: readonly number[];
  /** Every best matching would have chosen the pair, had its score been higher by so much, and not by less; if at all. */
  readonly raise: number | undefined;
  /** Whether every best matching would have chosen the pair, had the resource had one unit more. */
  readonly oneMore: boolean;
}

const maxHolders = 5;

/** Explains a pair of a need and a resource, of a market in balance. Nothing changes. */
export function explain(market: Market, augmenter: Augmenter, need: number, resource: number): Explanation {
  const { price } = market;
  const facts = { price: price[resource] as number, holders: holders(market, resource) };
  const best = bestScore(market, need, resource);
  const units = unitsOf(market, need);
  if (best === undefined || units.length === 0)
    return { ...facts, why: 'no_candidate', raise: undefined, oneMore: false };
  const { column, score } = market.problem;
  const held = units.map((unit) => market.held[unit] as number);
  if (held.some((edge) => edge !== none && column[edge] === resource))
    return { ...facts, why: 'chosen', raise: undefined, oneMore: false };

  const content = held.every((edge) => edge !== none && (score[edge] as number) >= best);
  const unit = units[0] as number;
  // In balance all units of a need have the same profit, wherever they are.
  const loss = (market.profit[unit] as number) - best + facts.price;
  const homes = [...new Set(held.map((edge) => (edge === none ? none : (column[edge] as number))))];
  const ways = homes.map((home) => {
    const detour = home === none ? 0 : augmenter.lossOfTaking(home, need);
    return { detour, leaving: augmenter.lossOfLeaving(resource, need, home, detour) };
  });
  const raise = loss + Math.min(...ways.map(({ leaving }) => leaving)) + 1;
  const throughOneMore = loss + Math.min(...ways.map(({ detour }) => detour));
  return {
    ...facts,
    why: content ? 'better_elsewhere' : 'full',
    raise: Number.isFinite(raise) ? raise : undefined,
    oneMore: throughOneMore < augmenter.lossOfTaking(resource, need, resource),
  };
}

function bestScore({ problem }: Market, need: number, resource: number): number | undefined {
  const { rowStart, column, score } = problem;
  let best: number | undefined;
  for (let edge = rowStart[need] as number; edge < (rowStart[need + 1] as number); edge++)
    if (column[edge] === resource) best = Math.max(best ?? 0, score[edge] as number);
  return best;
}

function unitsOf({ unitStart, problem }: Market, need: number): readonly number[] {
  const first = unitStart[need] as number;
  return Array.from({ length: problem.quantity[need] as number }, (_, k) => first + k);
}

function holders(market: Market, resource: number): readonly number[] {
  const needs = new Set<number>();
  for (
    let unit = market.firstHolder(resource);
    unit !== none && needs.size < maxHolders;
    unit = market.nextHolder(unit)
  )
    needs.add(market.needOf[unit] as number);
  return [...needs];
}
