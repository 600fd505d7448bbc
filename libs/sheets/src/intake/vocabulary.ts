import type { Caller } from '@doorstep/domain';

/** Words that people write in sheets for what records say, as those of a catalogue; also the token under which it is injected. */
export abstract class Vocabulary {
  /** Each word and the code for which it stands, as they are when a sheet is read. */
  abstract words(caller: Caller): Promise<Readonly<Record<string, string>>>;
}

/** Where no column asks for words. */
export const wordless: Vocabulary = { words: () => Promise.resolve({}) };
