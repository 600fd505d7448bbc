import { optionNamed } from '@doorstep/access';
import type { Text, Violation } from '@doorstep/domain';
import { getOption, hasOption, ScalarType, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { follow, trails } from './trail.js';

const rules = optionNamed('buf.validate.field');
const behaviour = optionNamed('google.api.field_behavior');
const called = optionNamed('doorstep.options.v1.zh');
const OUTPUT_ONLY = 3;
/** Longer texts may have lines. */
const longestLine = 200;

/** What buf.validate says of a text, as far as it is asked here. */
interface TextRules {
  readonly required?: boolean;
  readonly type?: { readonly case?: string; readonly value?: { readonly minLen?: bigint; readonly maxLen?: bigint } };
}

const texts = trails((field: DescField): boolean => {
  const scalar = field.fieldKind === 'scalar' || field.fieldKind === 'list' ? field.scalar : undefined;
  const set: unknown = getOption(field, behaviour);
  return scalar === ScalarType.STRING && !(Array.isArray(set) && set.includes(OUTPUT_ONLY));
});

/** What a field asks of its text. */
interface Asked {
  /** Whether it has one line: every text but a long one. */
  readonly line: boolean;
  /** Characters that must be seen where there are any; 0 where none need be. */
  readonly least: number;
}

const known = new WeakMap<DescField, Asked>();

function askedOf(field: DescField): Asked {
  const found = known.get(field);
  if (found !== undefined) return found;
  const said = hasOption(field, rules) ? (getOption(field, rules) as TextRules) : {};
  const { minLen = 0n, maxLen = 0n } = said.type?.case === 'string' ? (said.type.value ?? {}) : {};
  const wanted = said.required === true || field.name === 'reason' ? 1 : 0;
  const asked = { line: maxLen <= longestLine, least: Math.max(Number(minLen), wanted) };
  known.set(field, asked);
  return asked;
}

// Tab, line feed and carriage return may stand in a long text; what else is a control character may stand nowhere, nor
// what turns the direction of writing: `photo\u202egpj.exe` shows as a picture (Unicode Technical Report 36, 2.11), nor
// what begins and ends an annotation between lines, by which a reader is shown another text than a program reads.
const controls = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/;
// Characters that are nobody's in common: private use shows as something else on each machine, U+FFFC and U+FFFD stand for
// what was lost on the way, and unassigned ones for nothing. Planes 2 and 3 are for Han characters alone: a rare one of a
// name may be younger than the Unicode of this machine.
const foreign = /[\p{Co}\p{Cs}\ufffc\ufffd]|(?![\u{20000}-\u{2fffd}\u{30000}-\u{3fffd}])\p{Cn}/u;
/** Marks above and below one letter. Scripts in use need four at most; UAX 15 warns of more than thirty. */
const mostMarks = 8;
const joiners = String.raw`[\u200b-\u200d\u2060\ufeff]*`;
// A mark, a variation selector among them, that stands on nothing; or a pile of them, which covers the lines around it.
const stray = new RegExp(
  String.raw`(?:^|[\p{Z}\p{Cc}])${joiners}\p{M}|(?:\p{M}${joiners}){${String(mostMarks + 1)}}`,
  'u',
);
const breaks = /[\t\n\r\u2028\u2029]/;
// Blanks, what fonts leave out (zero width space, Hangul filler), and the braille pattern without dots.
const unseen = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/u;
const plain = /^[\x21-\x7e]*$/;

/**
 * What is wrong with the texts of a request whatever their field: one that must say something and shows too little, one
 * of a line that has several, control characters, which no person types and some terminals obey, directions of writing,
 * characters that mean nothing to others, and marks without a letter or too many on one.
 */
export function* texting(descriptor: DescMessage, message: Message, lines: boolean): Generator<Violation> {
  for (const { field, value, path } of follow(message, texts(descriptor))) {
    const text = String(value);
    if (text === '' || plain.test(text)) continue;
    const { line, least } = askedOf(field);
    const fault = faultIn(text, lines && line, least);
    if (fault === undefined) continue;
    const { zh, en } = fault.text;
    yield { field: path, rule: fault.rule, text: { zh: `${String(getOption(field, called))}：${zh}`, en } };
  }
}

type Fault = Pick<Violation, 'rule' | 'text'>;

function faultIn(text: string, line: boolean, least: number): Fault | undefined {
  if (controls.test(text)) return fault('text.control', '不得含有控制字符', 'must not hold control characters');
  if (foreign.test(text))
    return fault(
      'text.character',
      '不得含有私用区、未分配或表示丢失的字符（U+FFFC、U+FFFD）',
      'must hold no characters of private use, unassigned ones, or U+FFFC and U+FFFD, which stand for lost ones',
    );
  if (stray.test(text))
    return fault(
      'text.mark',
      `附加符号须附于文字之后，每字最多 ${mostMarks} 个`,
      `must have each combining mark on a character, ${mostMarks} at most on one`,
    );
  if (line && breaks.test(text)) return fault('text.line', '应为一行文字', 'must be a single line');
  // A text that is too short anyway is told so by its own rule.
  if (least > 0 && Array.from(text).length >= least && shown(text, least) < least)
    return fault('text.blank', `至少应有 ${least} 个可见的字`, `must show ${least} characters at least, blanks aside`);
  return undefined;
}

/** How long a text is from its first to its last character that is seen, without what is never seen; `enough` at most. */
function shown(text: string, enough: number): number {
  let [length, blanks] = [0, 0];
  for (const character of text) {
    if (!unseen.test(character)) {
      length += 1 + (length === 0 ? 0 : blanks);
      blanks = 0;
    } else if (character === ' ') blanks += 1;
    if (length >= enough) return enough;
  }
  return length;
}

const fault = (rule: string, zh: Text['zh'], en: Text['en']): Fault => ({ rule, text: { zh, en } });
