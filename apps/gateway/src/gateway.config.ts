import {
  commonKeys,
  longestCallMs,
  openClock,
  parseEnvironment,
  peerAddresses,
  telemetryOf,
  tlsOf,
  type Now,
  type TelemetryConfig,
  type TlsConfig,
} from '@doorstep/runtime';
import * as z from 'zod';
import { forwardings, TrustedProxies, type Forwarding } from './address/address.js';

/** What the gateway is told by its environment; also the token under which it is injected. */
export abstract class GatewayConfig {
  /** Its own name. */
  abstract readonly service: string;
  abstract readonly redisUrl: string;
  abstract readonly issuer: string;
  abstract readonly audience: string;
  /** What the header of a token may call it. */
  abstract readonly tokenTypes: readonly string[];
  /** Whether a token needs an id. */
  abstract readonly tokenIds: 'required' | 'optional';
  /** The longest life of a token in seconds. */
  abstract readonly longestTokenSeconds: number;
  /** Host and port of HTTP; port 0 takes a free one. */
  abstract readonly bind: string;
  /** Addresses of the services by their name. A service without one answers 503. */
  abstract readonly services: Readonly<Record<string, string>>;
  /** Requests a second that one subject may send on average. */
  abstract readonly quotaPerSecond: number;
  /** Seconds over which the average is taken: how long a burst may be. */
  abstract readonly quotaWindowSeconds: number;
  /** How calls travel to the services: many on one stream, or each on its own. */
  abstract readonly hop: 'lanes' | 'unary';
  /** Calls under way to one service, beyond which it is taken for overloaded. */
  abstract readonly mostUnderWay: number;
  /** How long a call may take at most. */
  abstract readonly timeoutMs: number;
  /** How long a file may be under way at most. */
  abstract readonly fileTimeoutMs: number;
  /** How large a file may be. */
  abstract readonly mostFileBytes: number;
  /** How long it stays up but not ready before it drains, so that balancers notice. */
  abstract readonly shutdownDelayMs: number;
  /** How long requests under way may take at shutdown. */
  abstract readonly drainMs: number;
  /** Origins whose pages may call from a browser; none by default. */
  abstract readonly corsOrigins: readonly string[];
  /** Networks of the proxies in front, which say for whom they ask; none by default. */
  abstract readonly trustedProxies: readonly string[];
  /** The header in which they say it. */
  abstract readonly forwardedBy: Forwarding;
  /** The clock by which tokens end. */
  abstract readonly now: Now;
  /** How it is protected on the wire. */
  abstract readonly tls: TlsConfig;
  /** What it counts and traces, and for whom. */
  abstract readonly telemetry: TelemetryConfig;
}

const whole = (least: number, otherwise: number) => z.coerce.number().int().min(least).default(otherwise);

/** Names joined by commas. */
const listed = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()])));

function areNetworks(networks: readonly string[]): boolean {
  try {
    new TrustedProxies(networks);
    return true;
  } catch {
    return false;
  }
}

const keys = z.object({
  ...commonKeys,
  DOORSTEP_QUOTA_PER_SECOND: whole(1, 200),
  DOORSTEP_QUOTA_WINDOW_SECONDS: whole(1, 10),
  DOORSTEP_HOP: z.enum(['lanes', 'unary']).default('lanes'),
  DOORSTEP_MOST_UNDER_WAY: whole(1, 512),
  DOORSTEP_TIMEOUT_MS: z.coerce.number().int().min(1).max(longestCallMs).default(10_000),
  DOORSTEP_FILE_TIMEOUT_MS: whole(1, 300_000),
  DOORSTEP_EVIDENCE_MOST_BYTES: whole(1, 20 * 1024 * 1024),
  DOORSTEP_CORS_ORIGINS: z.string().default(''),
  DOORSTEP_TRUSTED_PROXIES: listed.refine(areNetworks, 'must be networks, as 10.0.0.0/8'),
  DOORSTEP_FORWARDED_BY: z.enum(forwardings).default('x-forwarded-for'),
});

/** Configuration of the gateway. Throws an error that names the keys at fault. */
export function gatewayConfig(environment: Readonly<Record<string, string | undefined>>): GatewayConfig {
  const parsed = parseEnvironment(keys, environment);
  return {
    service: parsed.DOORSTEP_SERVICE,
    redisUrl: parsed.DOORSTEP_REDIS_URL,
    issuer: parsed.DOORSTEP_ISSUER,
    audience: parsed.DOORSTEP_AUDIENCE,
    tokenTypes: parsed.DOORSTEP_TOKEN_TYPES,
    tokenIds: parsed.DOORSTEP_TOKEN_IDS,
    longestTokenSeconds: parsed.DOORSTEP_LONGEST_TOKEN_SECONDS,
    bind: parsed.DOORSTEP_BIND,
    services: peerAddresses(environment),
    quotaPerSecond: parsed.DOORSTEP_QUOTA_PER_SECOND,
    quotaWindowSeconds: parsed.DOORSTEP_QUOTA_WINDOW_SECONDS,
    hop: parsed.DOORSTEP_HOP,
    mostUnderWay: parsed.DOORSTEP_MOST_UNDER_WAY,
    timeoutMs: parsed.DOORSTEP_TIMEOUT_MS,
    fileTimeoutMs: parsed.DOORSTEP_FILE_TIMEOUT_MS,
    mostFileBytes: parsed.DOORSTEP_EVIDENCE_MOST_BYTES,
    shutdownDelayMs: parsed.DOORSTEP_SHUTDOWN_DELAY_MS,
    drainMs: parsed.DOORSTEP_DRAIN_MS,
    corsOrigins: parsed.DOORSTEP_CORS_ORIGINS.split(',').filter((origin) => origin !== ''),
    trustedProxies: parsed.DOORSTEP_TRUSTED_PROXIES,
    forwardedBy: parsed.DOORSTEP_FORWARDED_BY,
    now: openClock(parsed.DOORSTEP_CLOCK),
    tls: tlsOf(parsed),
    telemetry: telemetryOf(parsed),
  };
}
