import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { openClock, type Now } from './clock.js';
import { tlsKeys, tlsOf, type TlsConfig } from './tls/tls.config.js';
import { telemetryKeys, telemetryOf, type TelemetryConfig } from './telemetry/telemetry.config.js';

/** What a service is told by its environment, parsed once at boot; also the token under which it is injected. */
export abstract class Config {
  /** Name of the service: that of its folder in apps/, and of its package in the contract. */
  abstract readonly service: string;
  abstract readonly mongoUri: string;
  /** Database of the service, `doorstep_<service>` unless said otherwise. */
  abstract readonly mongoDb: string;
  abstract readonly redisUrl: string;
  /** URL of the OIDC issuer. */
  abstract readonly issuer: string;
  abstract readonly audience: string;
  /** What the header of a token may call it. */
  abstract readonly tokenTypes: readonly string[];
  /** Whether a token needs an id. */
  abstract readonly tokenIds: 'required' | 'optional';
  /** The longest life of a token in seconds. */
  abstract readonly longestTokenSeconds: number;
  /** Host and port on which it listens; port 0 takes a free one. */
  abstract readonly bind: string;
  /** The service's own client at the issuer. */
  abstract readonly clientId: string;
  abstract readonly clientSecret: string;
  abstract readonly logLevel: string;
  /** How long it stays up but not ready before it drains, so that balancers notice. */
  abstract readonly shutdownDelayMs: number;
  /** How long calls under way may take at shutdown. */
  abstract readonly drainMs: number;
  /** Age at which a connection is renewed, so that callers find new replicas. */
  abstract readonly maxConnectionAgeMs: number;
  /** Folder with the working calendar, a file a year, which an operator may replace. */
  abstract readonly calendar: string;
  /** The clock by which it dates what it does, and by which tokens end. */
  abstract readonly now: Now;
  /** How it is protected on the wire. */
  abstract readonly tls: TlsConfig;
  /** What it counts and traces, and for whom. */
  abstract readonly telemetry: TelemetryConfig;
  /** Addresses of other services by their name; whoever starts the process says which there are. */
  abstract readonly peers: Readonly<Record<string, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const milliseconds = (otherwise: number) => z.coerce.number().int().min(0).default(otherwise);

/** Keys that every process of the platform understands. */
export const commonKeys = {
  DOORSTEP_SERVICE: z.string().regex(/^[a-z][a-z0-9-]*$/),
  DOORSTEP_REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  DOORSTEP_ISSUER: z.url({ protocol: /^https?$/ }),
  DOORSTEP_AUDIENCE: z.string().default('doorstep'),
  DOORSTEP_TOKEN_TYPES: z
    .string()
    .regex(/^[\w+.-]+(,[\w+.-]+)*$/, 'must be types joined by commas, as at+jwt,jwt')
    .default('at+jwt')
    .transform((types) => types.toLowerCase().split(',')),
  DOORSTEP_TOKEN_IDS: z.enum(['required', 'optional']).default('required'),
  DOORSTEP_LONGEST_TOKEN_SECONDS: z.coerce.number().int().min(60).default(4_500),
  DOORSTEP_BIND: z
    .string()
    .regex(/^.+:\d{1,5}$/, 'must be host:port')
    .default('127.0.0.1:0'),
  DOORSTEP_CLOCK: z.string().optional(),
  DOORSTEP_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DOORSTEP_SHUTDOWN_DELAY_MS: milliseconds(0),
  DOORSTEP_DRAIN_MS: milliseconds(10_000),
  ...telemetryKeys,
  ...tlsKeys,
};

const serviceKeys = z.object({
  ...commonKeys,
  // More than one host may stand in it, which no URL parser takes.
  DOORSTEP_MONGO_URI: z.string().regex(/^mongodb(\+srv)?:\/\/\S+$/, 'must be a mongodb:// address'),
  DOORSTEP_MONGO_DB: z
    .string()
    .regex(/^\w{1,50}$/)
    .optional(),
  DOORSTEP_CLIENT_ID: z.string(),
  DOORSTEP_CLIENT_SECRET: z.string(),
  DOORSTEP_MAX_CONNECTION_AGE_MS: milliseconds(30 * 60_000),
  DOORSTEP_CALENDAR: z.string().default('data/calendar'),
});

/**
 * Reads the environment by a schema; `DOORSTEP_X_FILE` names a file that holds DOORSTEP_X, so that a secret stands in no
 * environment. Throws an error that names each key that is missing or wrong, never its value.
 */
export function parseEnvironment<S extends z.ZodType>(schema: S, environment: Environment): z.output<S> {
  const given = Object.fromEntries(Object.entries(withFiles(environment)).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const key = String(issue.path[0] ?? '');
    return `${key}: ${given[key] === undefined ? 'is missing' : issue.message}`;
  });
  throw new Error(`configuration: ${faults.join('; ')}`);
}

/** Throws an error that names the key where its file cannot be read, or where the value is given twice. */
function withFiles(environment: Environment): Environment {
  const contents = Object.entries(environment).flatMap(([name, file]) => {
    const [, key] = /^(DOORSTEP_\w+)_FILE$/.exec(name) ?? [];
    if (key === undefined || !file) return [];
    if (environment[key]) throw new Error(`configuration: ${key}: is given twice, by itself and by ${name}`);
    try {
      return [[key, readFileSync(file, 'utf8').trim()] as const];
    } catch {
      throw new Error(`configuration: ${name}: cannot be read`);
    }
  });
  return { ...environment, ...Object.fromEntries(contents) };
}

/** Configuration of a service. Throws an error that names the keys at fault. */
export function serviceConfig(environment: Environment): Config {
  const keys = parseEnvironment(serviceKeys, environment);
  const { DOORSTEP_SERVICE: service } = keys;
  return {
    service,
    mongoUri: keys.DOORSTEP_MONGO_URI,
    mongoDb: keys.DOORSTEP_MONGO_DB ?? `doorstep_${service}`,
    redisUrl: keys.DOORSTEP_REDIS_URL,
    issuer: keys.DOORSTEP_ISSUER,
    audience: keys.DOORSTEP_AUDIENCE,
    tokenTypes: keys.DOORSTEP_TOKEN_TYPES,
    tokenIds: keys.DOORSTEP_TOKEN_IDS,
    longestTokenSeconds: keys.DOORSTEP_LONGEST_TOKEN_SECONDS,
    bind: keys.DOORSTEP_BIND,
    clientId: keys.DOORSTEP_CLIENT_ID,
    clientSecret: keys.DOORSTEP_CLIENT_SECRET,
    logLevel: keys.DOORSTEP_LOG_LEVEL,
    shutdownDelayMs: keys.DOORSTEP_SHUTDOWN_DELAY_MS,
    drainMs: keys.DOORSTEP_DRAIN_MS,
    maxConnectionAgeMs: keys.DOORSTEP_MAX_CONNECTION_AGE_MS,
    calendar: keys.DOORSTEP_CALENDAR,
    now: openClock(keys.DOORSTEP_CLOCK),
    tls: tlsOf(keys),
    telemetry: telemetryOf(keys),
    peers: peerAddresses(environment),
  };
}

/** Key of the address of a service. */
export const addressKey = (service: string): string => `DOORSTEP_${service.toUpperCase()}_ADDRESS`;

/** Addresses of other services by their name, from each key that is the address of one. */
export function peerAddresses(environment: Environment): Record<string, string> {
  const named = Object.entries(environment).map(([key, address]) => [
    /^DOORSTEP_([A-Z]+)_ADDRESS$/.exec(key)?.[1],
    address,
  ]);
  return Object.fromEntries(
    named.flatMap(([name, address]) => (name && address ? [[name.toLowerCase(), address]] : [])),
  );
}
