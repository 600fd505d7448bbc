import { onOrphaned } from './processes.ts';

/** Why we are to stop, and the exit code that says so. */
export interface Stop {
  readonly why: string;
  readonly code: number;
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Settles when we are to stop: Ctrl-C, TERM, a hang-up, or npm gone. A second Ctrl-C does not wait any longer; what
 * runs then ends by its leash.
 */
export function stopAsked(): { readonly asked: Promise<Stop>; readonly signal: AbortSignal } {
  const controller = new AbortController();
  const asked = new Promise<Stop>((resolve) => {
    const stop = (why: string, code: number) => {
      if (controller.signal.aborted && why === 'SIGINT') process.exit(code);
      controller.abort();
      resolve({ why, code });
    };
    for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => stop(signal, code));
    onOrphaned(() => stop('npm is gone', SIGNALS.SIGHUP));
  });
  return { asked, signal: controller.signal };
}
