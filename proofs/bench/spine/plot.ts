import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../../tools/platform/platform.ts';

/** One thing that was measured at a moment of the run. */
export interface Point {
  /** Seconds since the run began. */
  readonly at: number;
  readonly ms: number;
}

const [width, height, left, bottom, top] = [720, 240, 48, 32, 28];

/** Writes points over time as `docs/benchmarks/<name>.svg`, with a line at what is to be reached. */
export async function plot(name: string, title: string, points: readonly Point[], reachMs: number): Promise<void> {
  const seconds = Math.max(1, ...points.map(({ at }) => Math.ceil(at)));
  const most = Math.max(reachMs, ...points.map(({ ms }) => ms)) * 1.05;
  const x = (at: number): string => (left + (at / seconds) * (width - left - 12)).toFixed(1);
  const y = (ms: number): string => (height - bottom - (ms / most) * (height - bottom - top)).toFixed(1);
  const text = (at: string, up: string | number, words: string, anchor = 'middle'): string =>
    `<text x="${at}" y="${up}" text-anchor="${anchor}">${words}</text>`;
  const line = (ms: number, more: string): string =>
    `<path d="M${String(left)} ${y(ms)}H${String(width - 12)}" ${more}/>`;
  const dots = points.map(({ at, ms }) => `<circle cx="${x(at)}" cy="${y(ms)}" r="1.5"/>`).join('');
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width)} ${String(height)}" font-family="sans-serif" font-size="11">`,
    `<rect width="${String(width)}" height="${String(height)}" fill="#fff"/>`,
    text(String(width / 2), 16, title),
    line(0, 'stroke="#666"'),
    line(reachMs, 'stroke="#c33" stroke-dasharray="4 3"'),
    text(String(left - 6), y(reachMs), `${String(reachMs)} ms`, 'end'),
    text(String(left - 6), y(0), '0', 'end'),
    ...Array.from({ length: seconds + 1 }, (_, s) => text(x(s), height - 12, `${String(s)} s`)),
    `<g fill="#36c" fill-opacity="0.6">${dots}</g>`,
    '</svg>',
  ];
  await writeFile(join(ROOT, 'docs/benchmarks', `${name}.svg`), `${parts.join('\n')}\n`);
}
