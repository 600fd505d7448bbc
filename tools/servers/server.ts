import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnOnLeash, type Child } from './leash.ts';
import { freePorts } from './ports.ts';
import type { Program } from './program.ts';

/** A running server. Stopping one that was given to us from outside leaves it running. */
export interface Server extends Child {
  readonly uri: string;
}

export interface ServerOptions {
  /** Folder of the server's data; it is made if need be and survives a stop. */
  readonly dataDir: string;
  /** Address to listen on, the loopback address where absent; another one only where nobody else can reach it. */
  readonly host?: string;
  /** TCP port; without one a free port is taken. */
  readonly port?: number;
  /** Where the server's own log goes; without it, beside the data. */
  readonly logFile?: string;
  /** Data that nobody will miss: durability is traded for speed. */
  readonly throwaway?: boolean;
  /** Hears which program was chosen: its version, and where it came from. */
  readonly onChoice?: (line: string) => void;
}

const READY_WITHIN_MS = 60_000;
const POLL_MS = 25;

/** A server of somebody else's that an environment variable points to. */
export function givenServer(variable: string, onChoice: ServerOptions['onChoice']): Server | undefined {
  const uri = process.env[variable];
  if (!uri) return undefined;
  onChoice?.(`of ${variable}`);
  return { uri, ended: new Promise(() => undefined), stop: () => Promise.resolve() };
}

/**
 * Starts a server program on a leash and waits until `ready` no longer throws.
 * Throws one line, with the last words of the program, if it ends before that.
 */
export async function startServer(
  program: Program,
  title: string,
  { dataDir, port, logFile = `${dataDir}.log`, onChoice }: ServerOptions,
  argsFor: (port: number) => readonly string[],
  ready: (port: number) => Promise<unknown>,
): Promise<Child & { readonly port: number }> {
  onChoice?.(`${program.version} from ${program.source}`);
  const chosen = port ?? (await freePorts(1))[0] ?? 0;
  await mkdir(dataDir, { recursive: true });
  const child = spawnOnLeash(program.path, argsFor(chosen), logFile);
  try {
    await untilReady(child, title, () => ready(chosen));
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { ...child, port: chosen };
}

async function untilReady(child: Child, title: string, ready: () => Promise<unknown>): Promise<void> {
  const deadline = AbortSignal.timeout(READY_WITHIN_MS);
  const dead = child.ended.then((how) => {
    throw new Error(`${title} did not start: ${how}`);
  });
  dead.catch(() => undefined);
  for (;;) {
    const outcome = await Promise.race([
      ready().then(
        () => undefined,
        (error: unknown) => ({ error }),
      ),
      dead,
    ]);
    if (outcome === undefined) return;
    if (deadline.aborted)
      throw new Error(`${title} was not ready in ${READY_WITHIN_MS / 1000} s`, { cause: outcome.error });
    await sleep(POLL_MS);
  }
}
