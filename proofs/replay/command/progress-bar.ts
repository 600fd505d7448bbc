import type { OnProgress } from '../telling.ts';

const [width, lineEveryMs] = [30, 10_000];
const clearLine = '\r\x1b[K';

/** What a progress bar is drawn on. */
type Out = Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean };

/**
 * Shows how far a telling has come, with rate and time left: a bar on a terminal, elsewhere a line every ten seconds and
 * one at the end.
 * @param now milliseconds of a clock that only runs forward.
 */
export function progressBar(out: Out, now: () => number): OnProgress {
  const began = now();
  let last = began;
  return ({ title, done, total, requests }) => {
    const seconds = (now() - began) / 1000;
    const rate = requests / Math.max(seconds, 0.001);
    const share = total === 0 ? 1 : done / total;
    const left = share === 0 ? '' : `, ${time((seconds * (1 - share)) / share)} left`;
    const text = `${String(Math.floor(100 * share)).padStart(3)} %  ${title}  ${rate.toFixed(0)} requests/s${left}`;
    if (out.isTTY === true) {
      const full = Math.round(share * width);
      out.write(`${clearLine}${'█'.repeat(full)}${'░'.repeat(width - full)} ${text}${share === 1 ? '\n' : ''}`);
    } else if (share === 1 || now() - last >= lineEveryMs) {
      last = now();
      out.write(`${text}\n`);
    }
  };
}

const time = (seconds: number): string =>
  seconds < 90 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`;
