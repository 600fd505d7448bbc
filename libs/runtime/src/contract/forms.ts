import type { Text } from '@doorstep/domain';

/** What a pattern of the contract asks for, in words: nobody who files a need reads a regular expression. */
export function formOf(pattern: string): Text {
  const [, open, collection = '', underscore] = name.exec(pattern) ?? [];
  if (collection !== '') return nameOf(collection, underscore === '_', open !== undefined);
  return forms[pattern] ?? unsaid;
}

/** Whether `formOf` has words for a pattern. */
export const isSaid = (pattern: string): boolean => formOf(pattern) !== unsaid;

/** Of a name of a collection of records, as `^(stations/[a-z0-9-]{1,64})?$`: whether it may be empty, and what it has besides letters. */
const name = /^\^(\()?([a-z][A-Za-z]*)\/\[a-z0-9([_-])\]\{1,64\}(?:\)\?)?\$$/;

const nameOf = (collection: string, underscore: boolean, optional: boolean): Text => ({
  zh: `须为 ${collection}/ 加 1 至 64 位小写字母、数字或${underscore ? '下划线' : '连字符'}${optional ? '，也可留空' : ''}`,
  en: `must be ${collection}/ and 1 to 64 lower case letters, digits or ${underscore ? 'underscores' : 'hyphens'}${optional ? ', or empty' : ''}`,
});

const unsaid: Text = { zh: '格式不正确', en: 'does not have the form that is asked for' };

const forms: Readonly<Record<string, Text>> = {
  '^[a-zA-Z]+/[a-z0-9-]{1,64}$': {
    zh: '须为记录的编号，如 needs/a1b2：集合名、斜杠、1 至 64 位小写字母、数字或连字符',
    en: 'must be the name of a record, as needs/a1b2: its collection, a slash, and 1 to 64 lower case letters, digits or hyphens',
  },
  '^[a-z][A-Za-z]{1,39}/[a-z0-9-]{1,64}$': {
    zh: '须为记录的编号，如 needs/a1b2：集合名、斜杠、1 至 64 位小写字母、数字或连字符',
    en: 'must be the name of a record, as needs/a1b2: its collection, a slash, and 1 to 64 lower case letters, digits or hyphens',
  },
  '^[a-z][A-Za-z]{1,39}$': {
    zh: '须为集合名，如 needs：以小写字母开头的 2 至 40 位字母',
    en: 'must be the name of a collection, as needs: 2 to 40 letters, the first in lower case',
  },
  '^20[0-9]{2}-Q[1-4]$': {
    zh: '须为本世纪的季度，如 2026-Q1',
    en: 'must be a quarter of this century, as 2026-Q1',
  },
  '^(20[0-9]{2}-W(0[1-9]|[1-4][0-9]|5[0-3]))?$': {
    zh: '须为本世纪的周，如 2026-W07，也可留空',
    en: 'must be a week of this century, as 2026-W07, or empty',
  },
  '^[A-Za-z0-9_-]{1,64}$': {
    zh: '须为 1 至 64 位字母、数字、下划线或连字符',
    en: 'must be 1 to 64 letters, digits, underscores or hyphens',
  },
  '^[A-Za-z0-9_-]{0,64}$': {
    zh: '须为最多 64 位字母、数字、下划线或连字符',
    en: 'must be letters, digits, underscores or hyphens, 64 at most',
  },
  '^[a-z0-9-]{8,64}$': {
    zh: '须为 8 至 64 位小写字母、数字或连字符',
    en: 'must be 8 to 64 lower case letters, digits or hyphens',
  },
  '^[a-z][a-z0-9-]{1,39}$': {
    zh: '须为小写字母开头的代码，如 left：2 至 40 位小写字母、数字或连字符',
    en: 'must be a code, as left: 2 to 40 lower case letters, digits or hyphens, a letter first',
  },
  '^([0-9a-f]{64})?$': {
    zh: '须为 SHA-256 摘要：64 位十六进制小写数字，也可留空',
    en: 'must be a SHA-256 digest of 64 hex digits in lower case, or empty',
  },
  '^[!-~]{0,200}$': {
    zh: '须为最多 200 个可见的 ASCII 字符，不含空格',
    en: 'must be visible characters of ASCII without blanks, 200 at most',
  },
  '^[A-Za-z0-9_.:@-]{0,128}$': {
    zh: '须为最多 128 位字母、数字、下划线、点、冒号、@ 或连字符',
    en: 'must be letters, digits, underscores, dots, colons, @ or hyphens, 128 at most',
  },
  '^doorstep[.][a-z]+[.]v[0-9]+[.][A-Za-z]{1,60}/[A-Za-z]{1,60}$': {
    zh: '须为 RPC 的全名：doorstep.、包、.v1.、服务、斜杠、方法',
    en: 'must be the full name of an RPC: doorstep., its package, .v1., its service, a slash, its method',
  },
};
