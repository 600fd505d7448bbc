import { describe, expect, it } from '@jest/globals';
import { ToolServiceService, Tool_State as State } from '@doorstep/contracts/stations/v1/tool.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { station } from '../stations/station.example.js';
import { tool } from './tool.example.js';
import {
  borrowTool,
  freeTool,
  hangTool,
  loseTool,
  passTool,
  renewTool,
  repairTool,
  toolClocks,
  toolLife,
} from './tool.js';

const { AVAILABLE, RESERVED, LENT, RENEWED, REPAIR, LOST, RETIRED } = State;
const lent = tool({ state: LENT, borrower: 'li' });
const awaited = tool({ ...lent, queue: ['wang', 'zhang'] });
const kept = tool({ state: RESERVED, borrower: 'wang', queue: ['zhang'] });

describe('tool', () => {
  provesLifecycle(toolLife, ToolServiceService, 'Tool', { consequences: ['hold', 'reserve'] });

  it('hangs in the compound of its station', () => {
    const hung = hangTool(tool({ division: '' }), station());
    expect(hung).toMatchObject({ state: AVAILABLE, division: station().division });
  });

  it.each([
    { what: 'from the wall', of: tool(), queue: [] },
    { what: 'broken, from who has it', of: lent, queue: [] },
    { what: 'broken, while others wait', of: { ...lent, queue: ['wang', 'zhang'] }, queue: ['wang', 'zhang'] },
    { what: 'broken, renewed', of: { ...lent, state: RENEWED, queue: ['wang'] }, queue: ['wang'] },
    {
      what: 'from who might fetch it and is first again',
      of: tool({ state: RESERVED, borrower: 'wang', queue: ['zhang'] }),
      queue: ['wang', 'zhang'],
    },
  ])('goes to repair $what, and who waits, waits on', ({ of, queue }) => {
    const broken = repairTool(of);
    expect(broken).toMatchObject({ state: REPAIR, borrower: '', lent: false, slot: 0, queue });
    const [first = '', ...others] = queue;
    expect(freeTool(broken, 'mend')).toMatchObject({
      state: queue.length > 0 ? RESERVED : AVAILABLE,
      borrower: first,
      queue: others,
    });
  });

  it.each([
    { what: 'a tool that is free', of: tool(), person: 'li', taken: [1, 2], want: LENT },
    { what: 'a fourth tool', of: tool(), person: 'li', taken: [1, 2, 3], want: 'ITEMS_AT_ONCE' },
    { what: 'a tool kept for the person', of: kept, person: 'wang', taken: [], want: LENT },
    { what: 'a tool kept for another', of: kept, person: 'li', taken: [], want: RESERVED },
    { what: 'a tool that another has', of: lent, person: 'wang', taken: [], want: LENT },
    { what: 'a tool in repair', of: tool({ state: REPAIR }), person: 'wang', taken: [], want: REPAIR },
    { what: 'the own tool again', of: lent, person: 'li', taken: [], want: 'IN_LINE_ALREADY' },
    { what: 'a tool waited for', of: awaited, person: 'zhang', taken: [], want: 'IN_LINE_ALREADY' },
    { what: 'a lost tool', of: tool({ state: LOST }), person: 'li', taken: [], want: 'WRONG_STATE' },
    {
      what: 'what everybody wants',
      of: tool({ ...lent, queue: Array.from({ length: 200 }, (_, at) => `person-${String(at)}`) }),
      person: 'wang',
      taken: [],
      want: 'QUEUE_FULL',
    },
  ])('$what is borrowed: $want', ({ of, person, taken, want }) => {
    expect(outcome(() => borrowTool(of, person, taken))).toBe(want);
  });

  it('goes through the queue in the order in which they came', () => {
    const back = freeTool(awaited, 'return');
    expect(back).toMatchObject({ state: RESERVED, borrower: 'wang', queue: ['zhang'] });
    expect(borrowTool(back, 'li', [])).toMatchObject({ state: RESERVED, borrower: 'wang', queue: ['zhang', 'li'] });
    const passed = passTool(back, '未取');
    expect(passed).toMatchObject({ state: RESERVED, borrower: 'zhang', queue: [] });
    expect(passTool(passed, '未取')).toMatchObject({ state: AVAILABLE, borrower: '' });
    expect(toolClocks.fetch.rule(kept)).toMatchObject({ state: RESERVED, borrower: 'zhang', queue: [] });
    expect(freeTool(tool({ state: REPAIR, queue: ['wang'] }), 'mend')).toMatchObject({
      state: RESERVED,
      borrower: 'wang',
    });
    expect(freeTool(lent, 'return')).toMatchObject({ state: AVAILABLE, borrower: '' });
  });

  it.each([
    { what: 'once', of: lent, want: RENEWED },
    { what: 'twice', of: { ...lent, state: RENEWED }, want: 'WRONG_STATE' },
    { what: 'while others wait', of: awaited, want: 'HELD_BY_OTHERS' },
  ])('is renewed $what: $want', ({ of, want }) => expect(outcome(() => renewTool(of))).toBe(want));

  it.each([
    { verb: 'lose', of: awaited, reason: '借用人遗失', want: LOST },
    { verb: 'lose', of: lent, reason: '', want: 'REASON_REQUIRED' },
    { verb: 'retire', of: tool(), reason: '老化', want: RETIRED },
    { verb: 'retire', of: lent, reason: '老化', want: 'WRONG_STATE' },
  ] as const)('$verb because of "$reason": $want', ({ verb, of, reason, want }) => {
    expect(outcome(() => loseTool(of, verb, reason))).toBe(want);
    expect(loseTool(awaited, 'lose', '遗失')).toMatchObject({ borrower: '', queue: [] });
  });

  it('is not passed on without a reason', () => expect(outcome(() => passTool(kept, ''))).toBe('REASON_REQUIRED'));
});
