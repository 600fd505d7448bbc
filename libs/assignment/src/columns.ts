import type { Problem } from './problem.js';

/**
 * The candidates by resource: resource j is wanted by the needs `owner[k]`, at `score[k]`, for `length[j]` values of k
 * from `start[j]`. The scores are copied, because a search that reads them in this order would find each in another
 * corner of the memory.
 */
export class Columns {
  readonly start: Int32Array;
  readonly length: Int32Array;
  owner: Int32Array;
  score: Int32Array;

  constructor({ capacity, rowStart, column, score }: Problem) {
    this.start = new Int32Array(capacity.length);
    this.length = new Int32Array(capacity.length);
    this.owner = new Int32Array(column.length);
    this.score = new Int32Array(column.length);
    for (const resource of column) this.length[resource] = (this.length[resource] as number) + 1;
    for (let j = 1; j < capacity.length; j++)
      this.start[j] = (this.start[j - 1] as number) + (this.length[j - 1] as number);
    const free = this.start.slice();
    for (let need = 0; need + 1 < rowStart.length; need++)
      for (let edge = rowStart[need] as number, end = rowStart[need + 1] as number; edge < end; edge++) {
        const resource = column[edge] as number;
        const at = free[resource] as number;
        free[resource] = at + 1;
        this.owner[at] = need;
        this.score[at] = score[edge] as number;
      }
  }
}
