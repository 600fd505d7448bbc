import { optionIn, optionNamed } from '@doorstep/access';
import type { DescEnum, DescEnumValue, DescField, DescMessage } from '@bufbuild/protobuf';
import { bare, wordOf, type Column } from '../column.js';

const zh = optionNamed('doorstep.options.v1.zh');
const messageZh = optionNamed('doorstep.options.v1.message_zh');
const valueZh = optionNamed('doorstep.options.v1.value_zh');

/** What a field is called in Chinese. */
const labelOf = (field: DescField): string => textIn(optionIn(field, zh));
const wordsOf = (value: DescEnumValue): string => textIn(optionIn(value, valueZh));
/** What a noun is called in Chinese. */
export const titleOf = (noun: DescMessage): string => textIn(optionIn(noun, messageZh));
const textIn = (said: unknown): string => (typeof said === 'string' ? said : '');

/**
 * Columns with what the contract says of their fields: its own names, so that an export is read as well, and the words of
 * its choices, by which an export and a template tell them. What the declaration says comes first.
 */
export function learned(columns: readonly Column[], draft: DescMessage): readonly Column[] {
  const taken = new Set(columns.flatMap(({ names }) => names.map(bare)));
  return columns.map((column) => {
    const field = fieldOf(column, draft);
    if (field === undefined) return { ...column, example: exampleOf(column, field) };
    const path = pathTo(column, draft);
    const said = [path.map(labelOf).join('·'), path.map(({ jsonName }) => jsonName).join('.')];
    const more = said.filter((name) => name !== '' && !taken.has(bare(name)));
    for (const name of more) taken.add(bare(name));
    const choices = { ...column.choices, ...(field.enum && missingIn(column.choices, choicesOf(field.enum))) };
    const known = { ...column, names: [...column.names, ...new Set(more)], choices };
    return { ...known, example: exampleOf(known, field) };
  });
}

const examples: Readonly<Record<Column['type'], string>> = {
  ...{ text: '示例', code: '1409301000010001', number: '10', day: '2030-12-31', choice: '', word: '', words: '' },
};

/** What a template shows of a column. */
const exampleOf = (column: Column, field: DescField | undefined): string =>
  column.example ?? (wordsOfChoice(column, field)[0] || examples[column.type]);

/** The field that a column fills, `location.longitude`, with those above it; none where it is one of the request. */
function pathTo({ field }: Column, draft: DescMessage): readonly DescField[] {
  let within: DescMessage | undefined = draft;
  const path: DescField[] = [];
  for (const part of field.split('.')) {
    const found: DescField | undefined = within?.fields.find(({ localName }) => localName === part);
    if (found === undefined) return [];
    path.push(found);
    within = found.fieldKind === 'message' ? found.message : undefined;
  }
  return path;
}

/** The field that a column fills; undefined of one of the request. */
export const fieldOf = (column: Column, draft: DescMessage): DescField | undefined => pathTo(column, draft).at(-1);

/** What the contract says besides. */
const missingIn = (declared: Column['choices'] = {}, said: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(said).filter(([word]) => !Object.hasOwn(declared, word)));

/** Values, that of nothing said among them, by their Chinese words, by their short names, as an export has them, and in full. */
function choicesOf({ values, sharedPrefix = '' }: DescEnum): Readonly<Record<string, string>> {
  return Object.fromEntries(
    values.flatMap((value) => {
      const short = value.name.slice(sharedPrefix.length);
      return [wordsOf(value), short, value.name].filter(Boolean).map((word) => [wordOf(word), value.name]);
    }),
  );
}

/** The words of a choice that people are offered: the first that is declared of each value, or what the contract calls it. */
export function wordsOfChoice({ choices = {}, type }: Column, field: DescField | undefined): readonly string[] {
  if (type === 'words') return [];
  const said = new Map<string, string>();
  const declared = Object.entries(choices).filter(([word]) => /\p{Script=Han}/u.test(word));
  const called = (field?.enum?.values ?? []).filter(({ number }) => number !== 0);
  for (const [word, value] of [...declared, ...called.map((value) => [wordsOf(value), value.name] as const)])
    if (word !== '' && !value.endsWith('_UNSPECIFIED') && !said.has(value)) said.set(value, word);
  return [...said.values()];
}
