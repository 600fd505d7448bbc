import type { Text } from '@doorstep/domain';
import type { Remark } from './column.js';

/** A kind of rows that are told: most of them are left out. */
export interface Kind {
  readonly rule: string;
  /** Whether such rows are imported all the same. */
  readonly taken?: true;
  /** What such rows are, as `合计行`, and what a row does, as `adds up others`. */
  readonly zh: string;
  readonly en: string;
}

/** So many of a kind are told one by one. The columns and sheets that a workbook may have are all told. */
const mostOfKind = 15;

interface Rest {
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/** What is left out of a sheet. Nothing is left out that is not told: what is too much to be listed is counted. */
export class Notes {
  private readonly told: Map<string, Remark>;
  private readonly ofKind = new Map<Kind, { readonly lines: Set<number>; rest?: Rest }>();

  constructor(columns: readonly Remark[]) {
    this.told = new Map(columns.map((one) => [keyOf(one), one]));
  }

  get all(): readonly Remark[] {
    const rests = [...this.ofKind].flatMap(([kind, { rest }]) => (rest ? [restOf(kind, rest)] : []));
    return [...this.told.values(), ...rests];
  }

  column(one: Remark): void {
    this.told.set(keyOf(one), one);
  }

  /** Rows that are told, from a line on. A sheet is gone through more than once, each time from above. */
  row(kind: Kind, line: number, text: Text): void {
    const known = this.ofKind.get(kind) ?? { lines: new Set() };
    this.ofKind.set(kind, known);
    const { lines, rest } = known;
    if (lines.has(line) || line <= (rest?.to ?? 0)) return;
    if (lines.size >= mostOfKind) {
      known.rest = { count: (rest?.count ?? 0) + 1, from: rest?.from ?? line, to: line };
      return;
    }
    lines.add(line);
    const one = { line, column: '', rule: kind.rule, text };
    this.told.set(keyOf(one), one);
  }
}

const keyOf = ({ line, rule, column }: Remark): string => `${line} ${rule} ${column}`;

const restOf = ({ rule, zh, en, taken }: Kind, { count, from, to }: Rest): Remark => ({
  line: from,
  column: '',
  rule,
  text: {
    zh: `另有 ${count} 处${zh}（第 ${from} 至 ${to} 行之间），${taken ? '仍会' : '不会'}导入`,
    en: `${count} more between rows ${from} and ${to}, where a row ${en}, are ${taken ? 'imported' : 'left out'}`,
  },
});
