import { withRoom } from './grow.js';
import type { Problem } from '../problem/problem.js';

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
  private readonly room: Int32Array;
  private end: number;

  constructor({ capacity, rowStart, column, score }: Problem) {
    this.start = new Int32Array(capacity.length);
    this.length = new Int32Array(capacity.length);
    this.owner = new Int32Array(column.length);
    this.score = new Int32Array(column.length);
    for (const resource of column) this.length[resource] = (this.length[resource] as number) + 1;
    for (let j = 1; j < capacity.length; j++)
      this.start[j] = (this.start[j - 1] as number) + (this.length[j - 1] as number);
    this.room = this.length.slice();
    this.end = column.length;
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

  /** Adds a candidate of a need; a resource that has no room left moves to the end, with twice as much. */
  add(resource: number, need: number, score: number): void {
    const length = this.length[resource] as number;
    if (length === this.room[resource]) this.move(resource, 2 * length + 2);
    const at = (this.start[resource] as number) + length;
    this.owner[at] = need;
    this.score[at] = score;
    this.length[resource] = length + 1;
  }

  /** Takes away all candidates of a need for a resource. */
  remove(resource: number, need: number): void {
    const start = this.start[resource] as number;
    let kept = start;
    for (let at = start; at < start + (this.length[resource] as number); at++) {
      if (this.owner[at] === need) continue;
      this.owner[kept] = this.owner[at] as number;
      this.score[kept++] = this.score[at] as number;
    }
    this.length[resource] = kept - start;
  }

  private move(resource: number, room: number): void {
    this.owner = withRoom(this.owner, this.end + room);
    this.score = withRoom(this.score, this.end + room);
    const start = this.start[resource] as number;
    this.owner.copyWithin(this.end, start, start + (this.length[resource] as number));
    this.score.copyWithin(this.end, start, start + (this.length[resource] as number));
    this.start[resource] = this.end;
    this.room[resource] = room;
    this.end += room;
  }
}
