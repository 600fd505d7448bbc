import type { Figures } from '@doorstep/contracts/figures.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { type Tool, Tool_State as State } from '@doorstep/contracts/stations/v1/tool.js';
import {
  lifecycle,
  reasonRequired,
  refusals,
  workingDays,
  type Arrows,
  type Clocks,
  type Counts,
} from '@doorstep/domain';

const { AVAILABLE, RESERVED, LENT, RENEWED, REPAIR, LOST, RETIRED } = State;
/** Every stored list has an end. */
const maxQueue = 200;

/** Who borrows a tool that is not free waits for it: `hold` where another may fetch it. A tool for which somebody waits is not free when it comes back: `reserve`. */
export const toolLife = lifecycle(AVAILABLE, {
  [AVAILABLE]: { borrow: LENT, repair: REPAIR, lose: LOST, retire: RETIRED },
  [RESERVED]: { borrow: LENT, hold: RESERVED, pass: AVAILABLE, reserve: RESERVED, repair: REPAIR },
  [LENT]: { borrow: LENT, renew: RENEWED, return: AVAILABLE, reserve: RESERVED, repair: REPAIR, lose: LOST },
  [RENEWED]: { borrow: RENEWED, return: AVAILABLE, reserve: RESERVED, repair: REPAIR, lose: LOST },
  [REPAIR]: { borrow: REPAIR, mend: AVAILABLE, reserve: RESERVED, retire: RETIRED },
  [LOST]: { find: AVAILABLE, retire: RETIRED },
  [RETIRED]: {},
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on a tool. */
export const toolCounts = {} satisfies Counts<Figures['doorstep.stations.v1.Tool'], Tool>;

/**
 * ⚑ Not in the report: a tool is lent for a week of working days, once more for another, and kept two days for who may
 * fetch it; then it is kept for who is next.
 */
export const toolClocks = {
  loan: { zh: '归还期限', in: { [LENT]: workingDays(5), [RENEWED]: workingDays(5) } },
  fetch: {
    zh: '取用期限',
    in: { [RESERVED]: workingDays(2) },
    per: 'borrower',
    verb: 'pass',
    rule: (tool) => freeTool(tool, 'pass'),
  },
} satisfies Clocks<typeof toolLife, Tool>;
/** ⚑ Not in the report: tools that a person may have at once. */
const slots = [1, 2, 3] as const;

export const refuse = refusals({
  IN_LINE_ALREADY: {
    zh: '该居民已借用或已在排队',
    en: 'the person has the tool or waits for it already',
    remedy: { zh: '无须重复排队', en: 'nothing to do; the person has the tool or waits for it' },
  },
  QUEUE_FULL: {
    zh: '排队人数已达上限',
    en: 'as many wait as may',
    remedy: { zh: '请稍后再排队，或选择其他工具', en: 'come back later, or choose another tool' },
  },
  ITEMS_AT_ONCE: {
    zh: '同时借用的工具已达上限',
    en: 'the person has as many tools as one may',
    remedy: { zh: '请先归还一件工具', en: 'give a tool back first' },
  },
  SLOT_TAKEN: {
    zh: '该居民同时借用了另一件工具，请重试',
    en: 'the person borrowed another tool at this moment; try again',
    remedy: { zh: '请重试', en: 'repeat the request' },
  },
  HELD_BY_OTHERS: {
    zh: '有人排队，不能续借',
    en: 'others wait for it',
    remedy: { zh: '请按期归还，再重新排队', en: 'give it back in time and wait in line again' },
  },
});

/** A tool as it begins. */
export const hangTool = (draft: Tool, { division }: Station): Tool => ({
  ...draft,
  state: toolLife.initial,
  division,
});

/**
 * Lends a tool to a person, or puts the person at the end of the queue. Of any number who ask at once one has it, and
 * the others wait in the order in which they came: this rule alone decides.
 * @param taken the slots of the other tools that the person has; an index keeps each to one tool.
 */
export function borrowTool(tool: Tool, person: string, taken: readonly number[]): Tool {
  const { state, borrower, queue } = tool;
  const fetches = state === RESERVED && borrower === person;
  if (queue.includes(person) || (borrower === person && !fetches)) throw refuse.IN_LINE_ALREADY({ tool: tool.name });
  if (state === AVAILABLE || fetches) {
    const slot = slots.find((one) => !taken.includes(one));
    if (slot === undefined) throw refuse.ITEMS_AT_ONCE({ has: String(taken.length) });
    return { ...toolLife.move(tool, 'borrow'), borrower: person, lent: true, slot };
  }
  const held = toolLife.move(tool, state === RESERVED ? 'hold' : 'borrow');
  if (queue.length >= maxQueue) throw refuse.QUEUE_FULL({ tool: tool.name });
  return { ...held, queue: [...queue, person] };
}

export function renewTool(tool: Tool): Tool {
  const renewed = toolLife.move(tool, 'renew');
  if (tool.queue.length > 0) throw refuse.HELD_BY_OTHERS({ tool: tool.name, waiting: String(tool.queue.length) });
  return renewed;
}

const nobodyHas = { borrower: '', lent: false, slot: 0 } as const;

/** A tool is free again: for who waits longest, or for everybody. */
export function freeTool(tool: Tool, verb: 'return' | 'mend' | 'pass'): Tool {
  const free = toolLife.move(tool, verb);
  const [next, ...queue] = tool.queue;
  if (next === undefined) return { ...free, ...nobodyHas };
  return { ...toolLife.move(tool, 'reserve'), ...nobodyHas, borrower: next, queue };
}

export function passTool(tool: Tool, reason: string): Tool {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return freeTool(tool, 'pass');
}

/** Takes a tool in, from the wall or broken from who has it. Who waits, waits on; who might fetch it is first again. */
export function repairTool(tool: Tool): Tool {
  const { state, borrower, queue } = tool;
  const waiting = state === RESERVED && borrower !== '' ? [borrower, ...queue] : queue;
  return { ...toolLife.move(tool, 'repair'), ...nobodyHas, queue: waiting };
}

export const findTool = (tool: Tool): Tool => toolLife.move(tool, 'find');

/** Takes a tool away: nobody has it and nobody waits for it any more. */
export function loseTool(tool: Tool, verb: 'lose' | 'retire', reason: string): Tool {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return { ...toolLife.move(tool, verb), ...nobodyHas, queue: [] };
}

/** Its station closed. */
export const retireWithStation = (tool: Tool): Tool => ({ ...toolLife.move(tool, 'retire'), ...nobodyHas, queue: [] });
