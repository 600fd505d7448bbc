import type { Log } from './log.js';

/** What ends a process, and how; a test puts a stand-in there. */
interface Ending {
  once(signal: 'SIGTERM' | 'SIGINT', end: (signal: NodeJS.Signals) => void): unknown;
  exit(code: number): void;
}

/** Ends the process in order when it is told to: with 0, or with 1 and a line in the log where the order breaks. */
export function endOnSignal(close: () => Promise<void>, log: Log, of: Ending = process): void {
  const end = (signal: string): void => {
    log.info('ending', { signal });
    close().then(
      () => of.exit(0),
      (error: unknown) => {
        log.error('end.failed', {}, error);
        of.exit(1);
      },
    );
  };
  of.once('SIGTERM', end);
  of.once('SIGINT', end);
}
