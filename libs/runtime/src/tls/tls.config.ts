import type { TlsFiles } from '@doorstep/hop';
import * as z from 'zod';

/** What may go unprotected in production, by its name. */
const plaintexts = ['issuer', 'hop'] as const;
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

/**
 * In production what a stranger on the network could read or forge is refused, unless its name is in DOORSTEP_PLAINTEXT.
 * Throws an error that names the key. @param production whether it is: images say so by NODE_ENV.
 */
export function assertProtected(
  { issuer, tls }: { readonly issuer: string; readonly tls: TlsConfig },
  production = process.env['NODE_ENV'] === 'production',
): void {
  if (!production) return;
  const allows = (name: Plaintext): boolean => tls.plaintext.includes(name);
  if (!issuer.startsWith('https:') && !allows('issuer'))
    throw new Error('DOORSTEP_ISSUER: in production it is https:, unless DOORSTEP_PLAINTEXT names issuer');
  if (tls.services === undefined && !allows('hop'))
    throw new Error('DOORSTEP_TLS_CERT: in production services speak TLS, unless DOORSTEP_PLAINTEXT names hop');
}
