import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { refuse } from '../refusals.js';
import type { FromReader, ToReader } from './messages.js';
import { usageOf, type Usage } from './usage.js';

/** What the reading of one sheet may take. */
export interface Limits {
  readonly residentBytes: number;
  readonly heapMebibytes: number;
  readonly cpuMs: number;
}

/** As a build lays it beside the service, or, in tests, from the source. */
const inSource = import.meta.url.endsWith('.ts');
const program = new URL(inSource ? './reader.process.ts' : './reader.process.js', import.meta.url);
const fromSource = ['--import', new URL('../../../../tools/typescript.mjs', import.meta.url).href];
/** The reader opens no file, no process and no thread; from the source it must load a compiler. */
const confined = ['--permission', '--allow-fs-read=*', '--disallow-code-generation-from-strings'];
const lookMs = 50;
/** On a machine that has no time for it, an answer takes longer than the time that is counted. */
const patience = 10;
/** A process that holds so much less than it may is kept for the next sheet. */
const keptShare = 0.6;

/** A process that ended without the sheet being to blame: the sheet may be read another time. */
export class ReaderLost extends Error {
  constructor(cause: string) {
    super(`the reader of sheets ended: ${cause}`);
  }
}

/** How a process ends that takes more memory than its heap may, or that a defect of a library ends. */
const ownEnds: ReadonlySet<string | null> = new Set(['SIGABRT', 'SIGTRAP', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE']);

/** One process that reads one sheet after another. */
export class ReaderChild {
  private readonly process: ChildProcess;
  private settle: ((answer: FromReader | undefined) => void) | undefined;
  private gone = false;
  /** Why it ended, where that was not for the sheet at hand. */
  private lost: string | undefined;
  /** Whether the sheet at hand took more than it may, and so was ended. */
  private overspent = false;
  private spent = 0;
  private looked = performance.now();
  /** What the sheet at hand may take. */
  private cpuMs: number;

  constructor(private readonly limits: Limits) {
    this.cpuMs = limits.cpuMs;
    const memory = [`--max-old-space-size=${limits.heapMebibytes}`, '--max-semi-space-size=2'];
    this.process = fork(fileURLToPath(program), [], {
      execArgv: [...memory, ...(inSource ? fromSource : confined)],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { MALLOC_ARENA_MAX: '1' }, // nothing of what the service knows
    });
    this.process.on('message', (answer: FromReader) => this.answered(answer));
    this.process.on('error', (error: NodeJS.ErrnoException) => this.end(error.code ?? error.name));
    this.process.on('exit', (code, signal) => {
      const own = this.overspent || (signal === null ? code !== 0 : ownEnds.has(signal));
      this.end(own ? undefined : (signal ?? 'exit'));
    });
    this.rest();
  }

  /** Whether it died, or was ended. */
  get dead(): boolean {
    return this.gone;
  }

  /** Says what the sheet at hand may take, where that is less than any sheet may. */
  allow(cpuMs: number): void {
    this.cpuMs = Math.min(cpuMs, this.limits.cpuMs);
  }

  /** Hands something over that has no answer. Waits until it is gone from here. */
  async tell(message: ToReader): Promise<void> {
    await new Promise<void>((resolve) => {
      if (this.gone || !this.process.connected) resolve();
      else this.process.send(message, () => resolve());
    });
  }

  /**
   * Throws what it says of the sheet; SHEET_TOO_LARGE where it takes more than it may, or dies of it; ReaderLost where the
   * process ended for another reason, as where somebody else killed it.
   */
  async ask(message: ToReader): Promise<FromReader> {
    this.process.ref();
    this.process.channel?.ref();
    const answer = await this.watched(async () => {
      const answered = new Promise<FromReader | undefined>((resolve) => (this.settle = resolve));
      await this.tell(message);
      return this.gone ? undefined : answered;
    });
    this.rest();
    if (answer === undefined && this.lost !== undefined) throw new ReaderLost(this.lost);
    if (answer === undefined) throw refuse.SHEET_TOO_LARGE();
    if ('spoilt' in answer) throw refuse[answer.spoilt](answer.line > 0 ? { line: String(answer.line) } : {});
    return answer;
  }

  /** Makes ready for the next sheet. @returns whether it may take one. */
  async renew(): Promise<boolean> {
    await this.tell({ done: true });
    const usage = await this.usage();
    this.spent = usage?.cpuMs ?? 0;
    if (usage === undefined || usage.residentBytes > this.limits.residentBytes * keptShare) await this.kill();
    return !this.gone;
  }

  async kill(): Promise<void> {
    if (this.gone || this.process.exitCode !== null || this.process.signalCode !== null) return this.end('killed');
    const ended = once(this.process, 'exit');
    this.process.ref();
    this.process.kill('SIGKILL');
    await ended;
  }

  /** Does not keep the service from ending. */
  private rest(): void {
    this.process.unref();
    this.process.channel?.unref();
  }

  private answered(answer: FromReader): void {
    this.settle?.(answer);
    this.settle = undefined;
  }

  private end(lost: string | undefined): void {
    if (!this.gone) this.lost = lost;
    this.gone = true;
    this.settle?.(undefined);
    this.settle = undefined;
  }

  private async usage(): Promise<Usage | undefined> {
    return this.process.pid === undefined ? undefined : usageOf(this.process.pid);
  }

  /** Looks at what it uses until there is an answer, and kills it where that is too much. */
  private async watched<T>(work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    let looking: NodeJS.Timeout;
    let answered = false;
    const look = async (): Promise<void> => {
      this.looked = performance.now();
      const usage = await this.usage();
      if (answered) return; // while it looked
      const cpuMs = (usage?.cpuMs ?? 0) - this.spent;
      const tooMuch = (usage?.residentBytes ?? 0) > this.limits.residentBytes || cpuMs > this.cpuMs;
      if (tooMuch || performance.now() - began > this.cpuMs * patience) {
        this.overspent = true;
        this.process.kill('SIGKILL');
      } else looking = setTimeout(() => void look().catch(() => undefined), lookMs);
    };
    // Of many short answers none lasts until a look.
    const restMs = Math.max(0, this.looked + lookMs - began);
    looking = setTimeout(() => void look().catch(() => undefined), restMs);
    if (restMs === 0) {
      clearTimeout(looking);
      await look();
    }
    try {
      return await work();
    } finally {
      answered = true;
      clearTimeout(looking);
    }
  }
}
