import { discover } from '@doorstep/access';
import { setTimeout as pause } from 'node:timers/promises';

const mebibyte = 1024 * 1024;
/** With less, a process is killed in the middle of its work, and nobody learns why. */
const leastMebibytes = 96;
/** How long an issuer may take to answer for the first time. */
const patienceMs = 10_000;

/** Throws, saying how much is needed, where the container's limit of memory is too low to work with. */
export function assertMemory(limitBytes: number = process.constrainedMemory()): void {
  const mebibytes = Math.floor(limitBytes / mebibyte);
  if (limitBytes > 0 && mebibytes < leastMebibytes)
    throw new Error(`memory: the limit is ${String(mebibytes)} MiB, at least ${String(leastMebibytes)} are needed`);
}

/**
 * Proves that an OpenID Connect issuer answers there and calls itself so: a token of any other would be refused. Later
 * it may go and come as it likes. Throws an error that names the key.
 */
export async function assertIssuer(issuer: string, withinMs = patienceMs): Promise<void> {
  for (const deadline = performance.now() + withinMs; ; await pause(200)) {
    try {
      await discover(issuer);
      return;
    } catch (error) {
      if (performance.now() < deadline) continue;
      const cause: unknown = error instanceof Error ? error.cause : undefined;
      const why = cause instanceof Error ? cause.message : 'failed';
      throw new Error(`DOORSTEP_ISSUER: no OpenID Connect issuer of that name answers there (${why})`);
    }
  }
}
