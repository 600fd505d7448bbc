/**
 * Longer than balancers and clients keep their connections by their own account, and longer by 15 s than anybody is
 * told: a caller whose process had no turn when its time was over sends on a connection that is still open.
 */
const keptMs = 75_000;
const mostToldMs = keptMs - 15_000;

/**
 * How long an HTTP server keeps an idle connection, and how long it tells callers that it does (`Keep-Alive: timeout`).
 * A request that is on its way while the server closes is lost, and HTTP/1.1 lets nobody repeat it, so that the caller
 * has to be the first to let go; Node's own second between the two is less than a busy machine keeps a timer waiting.
 * @param toldMs no more than this is told.
 */
export function idleLimits(toldMs = mostToldMs): {
  readonly keepAliveTimeout: number;
  readonly keepAliveTimeoutBuffer: number;
} {
  const keepAliveTimeout = Math.min(toldMs, mostToldMs);
  return { keepAliveTimeout, keepAliveTimeoutBuffer: keptMs - keepAliveTimeout };
}
