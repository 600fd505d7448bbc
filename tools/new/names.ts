/** A name of one or more words in each spelling that a file or a language asks for. */
export interface Name {
  /** `gap-task` */
  readonly kebab: string;
  /** `gap_task` */
  readonly snake: string;
  /** `gapTask` */
  readonly camel: string;
  /** `GapTask` */
  readonly pascal: string;
  /** `gap task` */
  readonly words: string;
}

/** A name that is written in kebab-case. */
export function nameOf(kebab: string): Name {
  const camel = kebab.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return {
    kebab,
    snake: kebab.replaceAll('-', '_'),
    camel,
    pascal: camel.replace(/^\w/, (letter) => letter.toUpperCase()),
    words: kebab.replaceAll('-', ' '),
  };
}

/** The plural of an English word, as far as it is regular. */
export function pluralOf(word: string): string {
  if (/(s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return `${word}s`;
}

/** What stands for a noun in the templates of its files. */
export const spellingsOf = (
  service: string,
  noun: Name,
  nouns: Name,
  zh: string,
): Readonly<Record<string, string>> => ({
  service,
  Noun: noun.pascal,
  noun: noun.camel,
  noun_snake: noun.snake,
  'noun-kebab': noun.kebab,
  'noun words': noun.words,
  Nouns: nouns.pascal,
  nouns: nouns.camel,
  nouns_snake: nouns.snake,
  'nouns words': nouns.words,
  zh,
});

/** A template with what stands in it for `{{noun}}` and the like. Throws where nothing does. */
export const filled = (template: string, spellings: Readonly<Record<string, string>>): string =>
  template.replace(/\{\{([^{}]+)\}\}/g, (_, key: string) => {
    const spelling = spellings[key];
    if (spelling === undefined) throw new Error(`nothing stands for {{${key}}}`);
    return spelling;
  });
