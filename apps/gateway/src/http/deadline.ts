import { refuse } from '../problem/refusals.js';

const unitMs: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 0.001, n: 0.000_001 };

/**
 * How long the client waits, by the header `Grpc-Timeout` in gRPC's own notation (`500m` is half a second), within
 * what the platform allows. Throws HEADER_MALFORMED.
 */
export function deadlineOf(timeout: string | string[] | undefined, now: number, mostMs: number): Date {
  if (timeout === undefined) return new Date(now + mostMs);
  const [, digits, unit = ''] = /^(\d{1,8})([HMSmun])$/.exec(String(timeout)) ?? [];
  if (digits === undefined) throw refuse('HEADER_MALFORMED', { facts: { header: 'grpc-timeout' } });
  return new Date(now + Math.min(mostMs, Number(digits) * (unitMs[unit] ?? 1)));
}
