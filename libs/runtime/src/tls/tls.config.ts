import type { TlsFiles } from '@doorstep/hop';
import * as z from 'zod';

/** What may go unprotected in production, by its name. */
const plaintexts = ['issuer', 'hop', 'mongo', 'redis', 's3'] as const;
type Plaintext = (typeof plaintexts)[number];

const file = z.string().optional();

/** Keys about protection on the wire; each that ends in CA, CERT or KEY is the path of a file in PEM. */
export const tlsKeys = {
  DOORSTEP_TLS_CA: file,
  DOORSTEP_TLS_CERT: file,
  DOORSTEP_TLS_KEY: file,
  DOORSTEP_REDIS_TLS_CA: file,
  DOORSTEP_REDIS_TLS_CERT: file,
  DOORSTEP_REDIS_TLS_KEY: file,
  DOORSTEP_MONGO_TLS_CA: file,
  DOORSTEP_MONGO_TLS_CERT: file,
  DOORSTEP_PLAINTEXT: z
    .string()
    .default('')
    .transform((names) => names.split(',').filter((name) => name !== ''))
    .pipe(z.array(z.enum(plaintexts))),
};
type Parsed = z.output<z.ZodObject<typeof tlsKeys>>;

/** How a process is protected on the wire. */
export interface TlsConfig {
  /** Between services, mutual; none where undefined. */
  readonly services: TlsFiles | undefined;
  /** To Redis, beside what `rediss:` says. */
  readonly redis: Partial<TlsFiles>;
  /** To MongoDB, beside what its address says; `cert` holds certificate and key. */
  readonly mongo: Pick<Partial<TlsFiles>, 'ca' | 'cert'>;
  /** What is allowed to go unprotected in production. */
  readonly plaintext: readonly Plaintext[];
}

/** Throws, naming the keys, where a certificate is configured in part. */
export function tlsOf(parsed: Parsed): TlsConfig {
  const { DOORSTEP_TLS_CA: ca, DOORSTEP_TLS_CERT: cert, DOORSTEP_TLS_KEY: key } = parsed;
  const some = [ca, cert, key].filter((path) => path !== undefined);
  if (some.length === 1 || some.length === 2)
    throw new Error('configuration: DOORSTEP_TLS_CA, DOORSTEP_TLS_CERT, DOORSTEP_TLS_KEY: go together');
  const whole = ca !== undefined && cert !== undefined && key !== undefined;
  return {
    services: whole ? { ca, cert, key } : undefined,
    redis: given({
      ca: parsed.DOORSTEP_REDIS_TLS_CA,
      cert: parsed.DOORSTEP_REDIS_TLS_CERT,
      key: parsed.DOORSTEP_REDIS_TLS_KEY,
    }),
    mongo: given({ ca: parsed.DOORSTEP_MONGO_TLS_CA, cert: parsed.DOORSTEP_MONGO_TLS_CERT }),
    plaintext: parsed.DOORSTEP_PLAINTEXT,
  };
}

const given = <K extends string>(files: Record<K, string | undefined>): Partial<Record<K, string>> =>
  Object.fromEntries(Object.entries(files).filter(([, path]) => path !== undefined)) as Partial<Record<K, string>>;

/** What a process speaks to, as far as its protection goes. */
export interface Surroundings {
  readonly issuer: string;
  readonly redisUrl: string;
  /** None for who has no database. */
  readonly mongoUri?: string;
  readonly tls: TlsConfig;
}

/** Images say by NODE_ENV that they run in production. */
const inProduction = (): boolean => process.env['NODE_ENV'] === 'production';

/**
 * In production what a stranger on the network could read or forge is refused, unless its name is in DOORSTEP_PLAINTEXT.
 * Throws an error that names the key, and never says its value: addresses hold passwords.
 */
export function assertProtected({ issuer, redisUrl, mongoUri, tls }: Surroundings, production = inProduction()): void {
  if (!production) return;
  const refuseUnless = (safe: boolean, name: Plaintext, key: string, rule: string): void => {
    if (!safe && !tls.plaintext.includes(name))
      throw new Error(`${key}: in production ${rule}, unless DOORSTEP_PLAINTEXT names ${name}`);
  };
  refuseUnless(issuer.startsWith('https:'), 'issuer', 'DOORSTEP_ISSUER', 'it is https:');
  refuseUnless(tls.services !== undefined, 'hop', 'DOORSTEP_TLS_CERT', 'services speak TLS');
  const redisSafe = redisUrl.startsWith('rediss:') || Object.keys(tls.redis).length > 0;
  refuseUnless(redisSafe, 'redis', 'DOORSTEP_REDIS_URL', 'it is rediss:');
  const mongoSafe = mongoUri === undefined || speaksTls(mongoUri, tls.mongo);
  refuseUnless(mongoSafe, 'mongo', 'DOORSTEP_MONGO_URI', 'it has tls=true, and certificates are checked');
}

/** The same for an address over HTTP that only one service knows. */
export function assertHttps(
  { key, address, name, plaintext }: { key: string; address: string; name: Plaintext; plaintext: readonly string[] },
  production = inProduction(),
): void {
  if (production && !address.startsWith('https:') && !plaintext.includes(name))
    throw new Error(`${key}: in production it is https:, unless DOORSTEP_PLAINTEXT names ${name}`);
}

/** Options by which MongoDB's driver would take any certificate: who could listen could then answer, too. */
const unchecked = ['tlsinsecure', 'tlsallowinvalidcertificates', 'tlsallowinvalidhostnames'];

/** Whether an address of MongoDB asks for TLS that is worth the name. Source: MongoDB's connection string options. */
function speaksTls(uri: string, files: TlsConfig['mongo']): boolean {
  const [, query = ''] = uri.split('?');
  const options = new Map([...new URLSearchParams(query)].map(([key, value]) => [key.toLowerCase(), value]));
  if (unchecked.some((key) => options.get(key) === 'true')) return false;
  const asked = options.get('tls') ?? options.get('ssl') ?? String(uri.startsWith('mongodb+srv:'));
  return asked === 'true' || Object.keys(files).length > 0;
}
