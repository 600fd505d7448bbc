import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { refuse } from '../refusals.js';
import type { Row } from '../row.js';
import { ReaderChild, type Limits } from './child.js';
import type { Head } from './messages.js';

/** How much is read at once, and how much of it. */
export interface ReaderLimits extends Limits {
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
  atOnce: 1,
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
  private readonly queue: (() => void)[] = [];
  private readonly children = new Set<ReaderChild>();
  private idle: { readonly child: ReaderChild; readonly ending: NodeJS.Timeout } | undefined;
  private reading = 0;

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
   * READERS_BUSY, and what the pieces throw.
   */
  async open(pieces: AsyncIterable<Uint8Array>): Promise<OpenSheet> {
    await this.turn();
    const child = this.child();
    const close = (): Promise<void> => this.free(child);
    try {
      for await (const piece of pieces) if (piece.length > 0) await child.tell({ piece });
      const answer = await child.ask({ whole: true });
      const heads = 'heads' in answer ? answer.heads : [];
      return { heads, rows: (index) => rowsOf(child, index), close };
    } catch (error) {
      await close();
      throw error;
    }
  }

  private async turn(): Promise<void> {
    if (this.reading < this.limits.atOnce) this.reading += 1;
    else if (this.queue.length >= this.limits.waiting) throw refuse.READERS_BUSY();
    else await new Promise<void>((resolve) => this.queue.push(resolve));
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

  private async free(child: ReaderChild): Promise<void> {
    const useful = !child.dead && this.idle === undefined && (await child.renew());
    if (useful && this.idle === undefined) this.keep(child);
    else await this.drop(child);
    const next = this.queue.shift();
    if (next) next();
    else this.reading -= 1;
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
