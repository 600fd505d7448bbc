import { auction } from './auction.js';
import { Augmenter } from './augment.js';
import { Market } from '../market/market.js';
import { none } from '../market/none.js';
import type { Problem } from '../problem/problem.js';
import type { Claim } from '../problem/verify.js';

/** A best assignment, with the prices that prove it and what it took to find. */
export interface Solution extends Claim {
  readonly certificate: Certificate;
  readonly effort: Effort;
}

/** No assignment is worth more than `bound`; `gap` is `bound` less the objective. */
interface Certificate {
  readonly bound: number;
  readonly gap: number;
}

/** Bids of the auction, units moved by shortest paths afterwards, and times that those looked through candidates. */
interface Effort {
  readonly bids: number;
  readonly searches: number;
  readonly looks: number;
}

/** How a caller watches a solver and stops it. */
export interface Watch {
  /** Looked at every few milliseconds: an AbortSignal, or anything like it, as over memory shared with a worker. */
  readonly signal?: Readonly<{ aborted: boolean; reason?: unknown }>;
  /** Told the share of the work that is done, 0 to 1, every few milliseconds. */
  readonly onProgress?: (share: number) => void;
}

/** The caller wished to stop. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** Part of the work that the auction is, as progress tells. */
const auctionShare = 0.7;
/** Units looked at between two looks at the caller's wish to stop. */
const stretch = 4_096;

/** Finds a best assignment. Always exact: the gap of its certificate is 0. Throws Cancelled where the caller stops it. */
export function solve(problem: Problem, watch: Watch = {}): Solution {
  const market = new Market(problem);
  const bids = auction(market, (share) => look(watch, auctionShare * share));
  const augmenter = new Augmenter(market);
  const searches = balance(market, augmenter, (share) => look(watch, auctionShare + (1 - auctionShare) * share));
  look(watch, 1);
  return { ...solutionOf(market), effort: { bids, searches, looks: augmenter.looks } };
}

/** A market in balance, as a solution. */
export function solutionOf(market: Market): Omit<Solution, 'effort'> {
  const { capacity, score, penalty } = market.problem;
  let objective = 0;
  let bound = 0;
  for (let unit = 0; unit < market.units; unit++) {
    const edge = market.held[unit] as number;
    objective += edge === none ? -(penalty[market.needOf[unit] as number] as number) : (score[edge] as number);
    // In balance a unit holds what is worth most to it: that is its part of the bound, and its resource has the rest.
    bound += market.profit[unit] as number;
  }
  for (let j = 0; j < capacity.length; j++) bound += (capacity[j] as number) * (market.price[j] as number);
  return { chosen: market.held, price: market.price, objective, certificate: { bound, gap: bound - objective } };
}

/** Brings a market that is near balance into balance; how many searches that took. */
function balance(market: Market, augmenter: Augmenter, rest: (share: number) => void): number {
  const { capacity } = market.problem;
  const unsettled: number[] = [];
  for (let unit = 0; unit < market.units; unit++) {
    if (!augmenter.content(unit)) {
      market.drop(unit);
      unsettled.push(unit);
    }
    if (unit % stretch === 0) rest(0);
  }
  let searches = 0;
  for (const unit of unsettled) {
    augmenter.seat(unit);
    if (++searches % 64 === 0) rest(searches / unsettled.length);
  }
  for (let resource = 0; resource < capacity.length; resource++)
    for (let left = (capacity[resource] as number) - (market.used[resource] as number); left > 0; left--) {
      if (market.price[resource] === 0) break;
      augmenter.sell(resource);
      if (++searches % 64 === 0) rest(1);
    }
  return searches;
}

function look({ signal, onProgress }: Watch, share: number): void {
  onProgress?.(share);
  if (signal?.aborted === true) throw new Cancelled('the caller stopped the solver', { cause: signal.reason });
}
