import type { Market } from '../market/market.js';
import { none } from '../market/none.js';
import { highest } from '../problem/problem.js';
import type { ShortLists } from '../market/short-lists.js';
import { Slots } from '../market/slots.js';

/** The first step is this part of the highest score, each next one this part of the step before. */
const firstStep = 32;
const shrink = 6;
/** By how many steps the prices fall between two rounds, so that what was overbid becomes attractive again. */
const fall = 2.5;
/** A round ends when it took so many bids a unit: what is still fought over is better settled by shortest paths. */
const patience = 20;
/** Where the very first round takes more than this, its step was too fine: a coarser one follows, up to `coarsest`. */
const firstPatience = 4;
const coarsest = 8;
const coarsen = 4;
/** Units bid between two looks at the caller's wish to stop. */
const stretch = 8_192;

/**
 * Bertsekas' auction with ε-scaling, and his and Castañón's treatment of like objects: the units of one resource are
 * slots with prices of their own, and a newcomer outbids the cheapest. Brings a market near balance: afterwards no unit
 * is worse off than by one step, 1, except those that still seek a place; prices are integers all the way.
 * @param rest called every few thousand units with the share of the work that is done; it may throw to end the auction.
 * @returns times that a unit bid.
 */
export function auction(market: Market, rest: (share: number) => void): number {
  const slots = new Slots(market);
  const top = highest(market.problem.score) + highest(market.problem.penalty);
  const part = (of: number): number => Math.max(1, Math.floor(top / of));
  const rounds = 1 + Math.ceil(Math.log(part(firstStep)) / Math.log(shrink));
  let bids = 0;
  let patient = firstPatience;
  for (let round = 0, step = part(firstStep); ;) {
    const budget = patient * market.units;
    let spent = 0;
    for (let from = 0; from < market.units && spent < budget; from += stretch) {
      spent += sell(slots, market.lists, from, Math.min(market.units, from + stretch), step, budget - spent);
      rest(Math.min(1, (round + from / market.units) / rounds));
    }
    bids += spent;
    const tooFine = patient === firstPatience && spent >= budget && step < part(coarsest);
    if (step === 1 && !tooFine) break;
    slots.reopen(tooFine ? 0 : Math.ceil(fall * step));
    if (tooFine) step = Math.min(part(coarsest), step * coarsen);
    else {
      patient = patience;
      round += 1;
      step = Math.max(1, Math.floor(step / shrink));
    }
  }
  slots.settle();
  return bids;
}

/** Lets units bid, and whomever they outbid in turn, until all are placed or the budget is spent; the bids made. */
function sell(slots: Slots, lists: ShortLists, from: number, to: number, step: number, budget: number): number {
  let bids = 0;
  for (let next = from; next < to; next++)
    for (let unit = next; unit !== none && bids < budget; bids++) {
      lists.choose(unit);
      unit = lists.best === none ? none : slots.place(unit, lists.best, lists.most + step);
    }
  return bids;
}
