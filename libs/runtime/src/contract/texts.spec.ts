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

  it.each<[string, string, string[]]>([
    ['annotations between lines', '助\ufff9餐\ufffaさ\ufffb', ['need.title text.control']],
    ['private use', '助餐\ue000', ['need.title text.character']],
    ['private use of another plane', '助餐\u{f0000}', ['need.title text.character']],
    ['unassigned ones', '助餐\u0378', ['need.title text.character']],
    ['noncharacters', '助餐\uffff', ['need.title text.character']],
    ['what was lost', '助\ufffd餐', ['need.title text.character']],
    ['what stands for an object', '助\ufffc餐', ['need.title text.character']],
    ['a mark at its beginning', '\u0301助餐', ['need.title text.mark']],
    ['a mark on a blank', '助 \u0301餐', ['need.title text.mark']],
    ['variation selectors alone', '\ufe0f\ufe0f', ['need.title text.mark']],
    ['a variation selector of another plane first', '\u{e0100}助餐', ['need.title text.mark']],
    ['a pile of marks', `助${'\u0301'.repeat(9)}餐`, ['need.title text.mark']],
    ['a pile with joiners in it', `助${'\u0301\u200d'.repeat(9)}餐`, ['need.title text.mark']],
    ['a mark behind a joiner alone', '\u200b\u0301助餐', ['need.title text.mark']],
    ['eight marks', `助${'\u0301'.repeat(8)}餐`, []],
    ['a rare Han character of a name', '\u{20bb7}野屋 \u{323b0}', []],
    ['a Han character younger than this machine', '\u{3fff0}家', []],
    ['a variant of a Han character', '葛\u{e0100}城', []],
    ['pictures', '❤️‍🔥 1️⃣ 👨‍👩‍👧 🏴\u{e0067}\u{e0062}\u{e007f}', []],
    ['Tibetan, Uyghur, Mongolian and Yi', 'བོད་སྐད ئۇيغۇرچە ᠮᠣᠩᠭᠣᠯ ꆈꌠꉙ', []],
    ['tones and a decomposed letter', 'ǖ e\u0302\u0301 か\u3099', []],
  ])('holds characters that everybody has, and marks on them: %s', (_, title, want) => {
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
    expect(rules('助餐\ue000')).toEqual(['title text.character']);
    expect(rules('甲\n\u0301乙')).toEqual(['title text.mark']);
  });
});
