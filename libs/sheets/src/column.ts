import type { Text } from '@doorstep/domain';

/** A column that a sheet may have, and the field that it fills. */
export interface Column {
  /** Field of the record, `displayName`, or of a message within it, `location.longitude`. */
  readonly field: string;
  /** What townships call it, the usual name first. */
  readonly names: readonly string[];
  readonly type: 'text' | 'number' | 'day' | 'code' | 'choice' | 'words' | 'word';
  readonly required?: boolean;
  /** Of a choice: what people write → the value, and nothing else; of a word or of words: whatever else they write stands. */
  readonly choices?: Readonly<Record<string, string>>;
  /** Of a word or of words: what people write is known by records, and is looked up when a sheet is read. */
  readonly vocabulary?: boolean;
  /** Of a day that stands for an instant: the time of that day in China, `09:00:00`. */
  readonly time?: string;
  /** What a template shows, and what is no record where nobody wrote over it. */
  readonly example?: string;
}

/** What is wrong with a line, or what is left out of it. */
export interface Remark {
  /** 0 where it is the sheet as a whole. */
  readonly line: number;
  /** The column as the sheet calls it, or the sheet. */
  readonly column: string;
  /** Stable id of the rule. */
  readonly rule: string;
  readonly text: Text;
}

/** A sheet that no line can be taken from, and why. */
export class Unfit extends Error {
  constructor(readonly faults: readonly Remark[]) {
    super(faults.map(({ rule }) => rule).join());
  }
}

const longest = 60;

/** Names that strangers chose, as far as a report repeats them. */
export const shown = (name: string): string => {
  const plain = name.replace(/\s+/g, ' ').trim();
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
};

/** A name without what varies from office to office: width, blanks, the unit in brackets, the asterisk of what is required. */
export const bare = (name: string): string =>
  name
    .slice(0, longest)
    .normalize('NFKC')
    .replace(/\([^()]*\)|[\s*:]/g, '')
    .toLowerCase();

/** What stands in a choice, without what varies. */
export const wordOf = (text: string): string => text.normalize('NFKC').trim().toLowerCase();
