import { optionNamed, registry } from '@doorstep/access';
import { getOption, hasOption } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { isSaid } from './forms.js';
import { textOf } from './violation-texts.js';

const rules = optionNamed('buf.validate.field');

/** What buf.validate says of a field, as far as patterns stand in it. */
interface Rules {
  readonly type?: {
    readonly case?: string;
    readonly value?: {
      readonly pattern?: string;
      readonly items?: Rules;
      readonly keys?: Rules;
      readonly values?: Rules;
    };
  };
}

const patternsIn = ({ type }: Rules): string[] => {
  const { pattern = '', ...parts } = type?.value ?? {};
  const inner = [parts.items, parts.keys, parts.values].filter((part) => part !== undefined);
  return [...(pattern === '' ? [] : [pattern]), ...inner.flatMap(patternsIn)];
};

/** Every pattern of the contract, of a field or of what it is made of. */
const patterns = [
  ...new Set(
    [...registry]
      .flatMap((type) => (type.kind === 'message' ? type.fields : []))
      .flatMap((field) => (hasOption(field, rules) ? patternsIn(getOption(field, rules) as Rules) : [])),
  ),
];

describe('a pattern of the contract', () => {
  it('is one of several', () => {
    expect(patterns.length).toBeGreaterThan(30);
  });

  it.each(patterns)('is said in words: %s', (pattern) => {
    const { zh, en } = textOf('string.pattern', `does not match regex pattern \`${pattern}\``);
    expect(isSaid(pattern)).toBe(true);
    expect([zh, en].join(' ')).not.toMatch(/[\^$[\]{}\\|?*+（]/);
    expect(zh).toMatch(/^须为/);
    expect(en).toMatch(/^must be/);
  });

  it('that has no words yet shows no part of itself', () => {
    expect(textOf('string.pattern', 'does not match regex pattern `^[0-9]{1,64}x$`')).toEqual({
      zh: '格式不正确',
      en: 'does not have the form that is asked for',
    });
  });
});
