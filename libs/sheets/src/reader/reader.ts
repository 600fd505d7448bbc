import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { refuse } from '../refusals.js';
import type { Row } from '../row.js';
import { ReaderChild, type Limits } from './child.js';
import type { Head } from './messages.js';

/** How much is read at once, and how much of it. */
export interface ReaderLimits extends Limits {
  /** Time of the CPU that any file has, and that it has more for each mebibyte; `cpuMs` is the most. */
  readonly leastCpuMs: number;
  readonly cpuMsPerMebibyte: number;
  /** Sheets that are read at once, each in a process of its own. */
  readonly atOnce: number;
  /** Sheets that may wait for that. */
  readonly waiting: number;
  /** How long a process waits for the next sheet. */
  readonly keptMs: number;
}

const mebibyte = 1024 * 1024;
const usual: ReaderLimits = {
  residentBytes: 320 * mebibyte,
  heapMebibytes: 160,
  cpuMs: 60_000,
  leastCpuMs: 10_000,
  cpuMsPerMebibyte: 15_000,
  atOnce: 2,
  waiting: 20,
  keptMs: 10_000,
};

/** A sheet that a process holds open. Whoever opens it closes it. */
export interface OpenSheet {
  readonly heads: readonly Head[];
  /** Rows of one of its sheets that are not empty, from the first on. Throws as the opening does. */
  rows(index: number): AsyncGenerator<Row>;
  close(): Promise<void>;
}

/** Reads sheets that strangers sent, in processes with a limit of memory and time, so that nobody else waits for it. */
@Injectable()
export class SheetReader implements OnApplicationShutdown {
  private readonly limits: ReaderLimits;
  private readonly queue: { readonly by: string; readonly begin: () => void }[] = [];
  private readonly children = new Set<ReaderChild>();
  private idle: { readonly child: ReaderChild; readonly ending: NodeJS.Timeout } | undefined;
  /** For whom sheets are being read: one each. */
  private readonly reading = new Set<string>();

  constructor() {
    this.limits = usual;
  }

  /** One with other limits, as proofs want it. */
  static within(limits: Partial<ReaderLimits>): SheetReader {
    return Object.assign(new SheetReader(), { limits: { ...usual, ...limits } });
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.idle) clearTimeout(this.idle.ending);
    await Promise.all([...this.children].map((child) => child.kill()));
  }

  /**
   * Opens a sheet as it arrives. Throws SHEET_UNREADABLE, SHEET_TOO_LARGE, SHEET_LOCKED, QUOTE_OPEN with its `line`,
   * READERS_BUSY, ReaderLost, and what the pieces throw.
   * @param by for whom: their next sheet waits behind the first of everybody else.
   */
  async open(pieces: AsyncIterable<Uint8Array>, by: string): Promise<OpenSheet> {
    await this.turn(by);
    const child = this.child();
    const close = (): Promise<void> => this.free(child, by);
    let bytes = 0;
    try {
      for await (const piece of pieces) {
        bytes += piece.length;
        if (piece.length > 0) await child.tell({ piece });
      }
      child.allow(this.cpuMsFor(bytes));
      const answer = await child.ask({ whole: true });
      const heads = 'heads' in answer ? answer.heads : [];
      return { heads, rows: (index) => rowsOf(child, index), close };
    } catch (error) {
      await close();
      throw error;
    }
  }

  /** A small file that takes long is one that harms. */
  private cpuMsFor(bytes: number): number {
    const { cpuMs, leastCpuMs, cpuMsPerMebibyte } = this.limits;
    return Math.min(cpuMs, leastCpuMs + (bytes / mebibyte) * cpuMsPerMebibyte);
  }

  private async turn(by: string): Promise<void> {
    if (this.reading.size < this.limits.atOnce && !this.reading.has(by)) this.reading.add(by);
    else if (this.queue.length >= this.limits.waiting) throw refuse.READERS_BUSY();
    else await new Promise<void>((begin) => this.queue.push({ by, begin: () => begin() }));
  }

  /** The next is of somebody else than the last, where others wait. */
  private handOn(last: string): void {
    this.reading.delete(last);
    const free = this.queue.filter(({ by }) => !this.reading.has(by));
    const next = free.find(({ by }) => by !== last) ?? free[0];
    if (next === undefined) return;
    this.queue.splice(this.queue.indexOf(next), 1);
    this.reading.add(next.by);
    next.begin();
  }

  private child(): ReaderChild {
    const idle = this.idle;
    this.idle = undefined;
    if (idle) clearTimeout(idle.ending);
    if (idle && !idle.child.dead) return idle.child;
    const child = new ReaderChild(this.limits);
    this.children.add(child);
    return child;
  }

  private async free(child: ReaderChild, by: string): Promise<void> {
    const useful = !child.dead && this.idle === undefined && (await child.renew());
    if (useful && this.idle === undefined) this.keep(child);
    else await this.drop(child);
    this.handOn(by);
  }

  private keep(child: ReaderChild): void {
    const end = (): void => {
      this.idle = undefined;
      void this.drop(child).catch(() => undefined);
    };
    this.idle = { child, ending: setTimeout(end, this.limits.keptMs).unref() };
  }

  private async drop(child: ReaderChild): Promise<void> {
    this.children.delete(child);
    await child.kill();
  }
}

async function* rowsOf(child: ReaderChild, take: number): AsyncGenerator<Row> {
  for (let answer = await child.ask({ take }); 'rows' in answer; answer = await child.ask({ more: true }))
    yield* answer.rows;
}
