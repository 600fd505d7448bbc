import { CreateNeedRequest, Need } from '@doorstep/contracts/matching/v1/need.js';
import { DomainError } from '@doorstep/domain';
import { registry } from '@doorstep/access';
import { describe, expect, it } from '@jest/globals';
import { proved, validateMessage } from './validation.js';

const need = { category: 'elder-care', title: '助餐', quantity: 1 };
const input = registry.getMessage('doorstep.matching.v1.CreateNeedRequest');

/** Rules about texts that a need breaks, by field. */
function broken(over: Partial<Need>, reason = ''): string[] {
  if (input === undefined) throw new Error('there is no such message');
  const bytes = CreateNeedRequest.encode(
    CreateNeedRequest.fromPartial({ need: { ...need, ...over }, reason }),
  ).finish();
  return rulesIn(() => proved({ input, bound: [], collections: new Map() }, bytes));
}

function rulesIn(prove: () => unknown): string[] {
  try {
    prove();
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.violations.map(({ field, rule }) => `${field} ${rule}`).filter((told) => told.includes(' text.'));
  }
}

describe('a text', () => {
  it.each<[string, string]>([
    ['blanks', '    '],
    ['blanks of East Asia', '\u3000\u3000'],
    ['zero width spaces', '\u200b\u200b'],
    ['Hangul fillers', '\u3164\u3164'],
    ['empty braille', '\u2800\u2800'],
    ['byte order marks', '\ufeff\ufeff'],
    ['one character and blanks', ' 甲 \u200b'],
  ])('that must say something is refused where it shows %s', (_, title) => {
    expect(broken({ title })).toEqual(['need.title text.blank']);
  });

  it.each(['助 餐', '👨‍👩‍👧助餐', 'ab', '  助餐  ', 'e\u0301a'])('is taken where enough of it is seen: %j', (title) => {
    expect(broken({ title })).toEqual([]);
  });

  it.each(['\u3000', '   ', '\u200b'])('that is a reason says something where it is given at all: %j', (reason) => {
    expect(broken({}, reason)).toEqual(['reason text.blank']);
    expect(broken({}, '')).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['助餐\0点', ['need.title text.control']],
    ['助餐\u001b[2J', ['need.title text.control']],
    ['助餐\u0085', ['need.title text.control']],
    ['助餐\u202e点', ['need.title text.control']],
    ['\u2066助餐\u2069', ['need.title text.control']],
    ['助餐\n点', ['need.title text.line']],
    ['助餐\r\n点', ['need.title text.line']],
    ['助餐\u2028点', ['need.title text.line']],
  ])('of one line holds no other: %j', (title, want) => {
    expect(broken({ title })).toEqual(want);
  });

  it('of some length has lines, and no control characters', () => {
    expect(broken({ statement: '一、助餐\n二、照明\t急' })).toEqual([]);
    expect(broken({ statement: '一\u001b二' })).toEqual(['need.statement text.control']);
  });

  it('of a record that came by a sheet may have lines where a person sees them, and must show something', () => {
    const prove = validateMessage('doorstep.matching.v1.Need');
    const rules = (title: string) => rulesIn(() => prove(Need.encode(Need.fromPartial({ ...need, title })).finish()));
    expect(rules('甲\n乙')).toEqual([]);
    expect(rules('\u3000\u3000')).toEqual(['title text.blank']);
  });
});
