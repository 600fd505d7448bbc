import { Readable } from 'node:stream';
import { most } from '../row.js';
import type { Unseen } from './whole.js';
import { through } from './xml.js';

/** A table while it is gone through: the next line and column of it. */
interface Table {
  whole: boolean;
  readonly lines: Set<number>;
  readonly columns: Set<number>;
  line: number;
  column: number;
}
type Attribute = (name: string) => string | undefined;

/**
 * What nobody sees of the tables of a document, by their names, which SheetJS does not tell: whole tables, rows that are
 * hidden or filtered out, columns, and what has no height or width. Source: OpenDocument 1.3, part 3, 19.760 and 20.250.
 */
export async function unseenIn(documents: readonly (Uint8Array | undefined)[]): Promise<ReadonlyMap<string, Unseen>> {
  const reading = new Reading();
  for (const document of documents)
    if (document) await through({ open: () => Readable.from([Buffer.from(document)]) }, reading);
  return reading.tables;
}

class Reading {
  readonly tables = new Map<string, Table>();
  /** Styles of tables that nobody sees, and of rows and columns without height or width. */
  private readonly styles = new Set<string>();
  private style = '';
  /** Tables within each other: one in a cell is no sheet. */
  private readonly within: Table[] = [];

  readonly open = (tag: string, attribute: Attribute): void => {
    const [table] = this.within.length === 1 ? this.within : [];
    if (tag === 'style') this.style = attribute('name') ?? '';
    else if (tag === 'table-properties' && attribute('display') === 'false') this.styles.add(this.style);
    else if (tag === 'table-row-properties' && isNothing(attribute('row-height'))) this.styles.add(this.style);
    else if (tag === 'table-column-properties' && isNothing(attribute('column-width'))) this.styles.add(this.style);
    else if (tag === 'table') this.begin(attribute);
    else if (tag === 'table-row' && table) table.line = this.count(table.lines, table.line, 'rows', attribute);
    else if (tag === 'table-column' && table)
      table.column = this.count(table.columns, table.column, 'columns', attribute);
  };

  readonly close = (tag: string): void => {
    if (tag === 'table') this.within.pop();
  };

  private begin(attribute: Attribute): void {
    const whole = this.styles.has(attribute('style-name') ?? '');
    const table = { whole, lines: new Set<number>(), columns: new Set<number>(), line: 0, column: 0 };
    if (this.within.length === 0) this.tables.set(attribute('name') ?? '', table);
    this.within.push(table);
  }

  /** Takes rows or columns that nobody sees down. @returns where the next one stands. */
  private count(unseen: Set<number>, at: number, what: 'rows' | 'columns', attribute: Attribute): number {
    const next = at + Math.max(1, Number(attribute(`number-${what}-repeated`) ?? 1) || 1);
    const collapsed = ['collapse', 'filter'].includes(attribute('visibility') ?? '');
    if (collapsed || this.styles.has(attribute('style-name') ?? ''))
      for (let one = at; one < Math.min(next, most[what] + 1); one += 1) unseen.add(one);
    return next;
  }
}

const isNothing = (length: string | undefined): boolean => /^0(\.0{1,9})?[a-z]{0,3}$/.test(length ?? '');
