import { styleText } from 'node:util';
import type { Step } from '../platform/platform.ts';

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const FRAME_MS = 80;
const TITLE_WIDTH = 20;
const CLEAR_LINE = '\r\x1b[K';

/** One line for each step as it is done; on a terminal a live line below tells what is under way. */
export class Progress {
  readonly #out: NodeJS.WriteStream;
  readonly #underWay = new Map<symbol, { readonly title: string; detail: string }>();
  #ticker: NodeJS.Timeout | undefined;
  #frame = 0;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  /** Runs a step and prints what it was, what came of it and how long it took. */
  readonly step: Step = async (title, work) => {
    const began = performance.now();
    const id = Symbol(title);
    const state = { title, detail: '' };
    this.#underWay.set(id, state);
    this.#animate();
    try {
      const result = await work((detail) => {
        state.detail = detail;
      });
      this.#underWay.delete(id);
      const seconds = `${((performance.now() - began) / 1000).toFixed(1)} s`;
      this.say(
        `${this.#paint('green', '✓')} ${title.padEnd(TITLE_WIDTH)} ${state.detail.padEnd(52)} ${this.#paint('gray', seconds)}`,
      );
      return result;
    } finally {
      this.#underWay.delete(id);
      this.#animate();
    }
  };

  /** Prints a line above the live one. */
  say(line: string): void {
    this.#clear();
    this.#out.write(`${line}\n`);
    this.#draw();
  }

  #animate(): void {
    if (!this.#out.isTTY) return;
    if (this.#underWay.size === 0) {
      clearInterval(this.#ticker);
      this.#ticker = undefined;
      this.#clear();
      return;
    }
    this.#ticker ??= setInterval(() => this.#draw(), FRAME_MS).unref();
  }

  #draw(): void {
    if (!this.#out.isTTY || this.#underWay.size === 0) return;
    this.#frame = (this.#frame + 1) % FRAMES.length;
    const steps = [...this.#underWay.values()].map(({ title, detail }) => `${title} ${detail}`.trim());
    const line = steps.join(' · ').slice(0, this.#out.columns - 3);
    this.#out.write(`${CLEAR_LINE}${this.#paint('cyan', FRAMES[this.#frame] ?? '')} ${line}`);
  }

  #clear(): void {
    if (this.#out.isTTY) this.#out.write(CLEAR_LINE);
  }

  #paint(colour: 'green' | 'gray' | 'cyan', text: string): string {
    return styleText(colour, text, { stream: this.#out });
  }
}
