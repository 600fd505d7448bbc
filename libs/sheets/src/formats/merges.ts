import { most, type Cell, type Row } from '../row.js';
import { Spoilt } from './spoilt.js';

/** Cells that are shown as one. Rows and columns from 1. */
export interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

const mostMerges = 20_000;

/** A cell that spreads over others stands in each of them: in a list, 紧急 over two rows says it of both. */
export class Merges {
  private readonly coming: Merge[];
  private current: { readonly merge: Merge; readonly cell: Cell }[] = [];

  constructor(merges: readonly Merge[]) {
    if (merges.length > mostMerges) throw new Spoilt('SHEET_TOO_LARGE');
    this.coming = merges.filter(({ left }) => left <= most.columns).sort((a, b) => b.top - a.top);
  }

  /** Rows come from above; one without a cell of its own stays as it is. */
  fill(row: Row): Row {
    const { line, cells } = row;
    for (let next = this.coming.at(-1); next && next.top <= line; next = this.coming.at(-1)) {
      this.coming.pop();
      const cell = next.top === line ? (cells[next.left - 1] ?? '') : '';
      if (cell !== '') this.current.push({ merge: next, cell });
      if (this.current.length > most.columns) this.current = this.current.filter(({ merge }) => merge.bottom >= line);
      if (this.current.length > most.columns * 2) throw new Spoilt('SHEET_TOO_LARGE');
    }
    this.current = this.current.filter(({ merge }) => merge.bottom >= line);
    if (this.current.length === 0 || cells.every((cell) => cell === '')) return row;
    const filled = [...cells];
    const spread: number[] = [];
    for (const { merge, cell } of this.current)
      for (let at = merge.left; at <= Math.min(merge.right, most.columns); at += 1) {
        while (filled.length < at) filled.push('');
        if (filled[at - 1] !== '') continue;
        filled[at - 1] = cell;
        spread.push(at - 1);
      }
    return { ...row, cells: filled, spread };
  }
}
