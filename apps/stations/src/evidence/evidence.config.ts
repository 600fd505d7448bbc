import { readFileSync } from 'node:fs';
import { assertHttps, parseEnvironment, tlsKeys } from '@doorstep/runtime';
import * as z from 'zod';
import { clamdAddress, type ClamdAddress } from '../files/file.clamd.js';

/** An S3-compatible store of files. */
export interface S3Config {
  readonly endpoint: string;
  readonly region: string;
  /** Whether the bucket stands in the path, or in the name of the host. */
  readonly pathStyle: boolean;
  readonly bucket: string;
  /** What the keys of files begin with; empty, or ending with a slash. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** How much of a budget there is. */
export interface Allowance {
  /** In a day, and of what is kept at a time, in bytes. */
  readonly dayBytes: number;
  readonly totalBytes: number;
}

/** What the environment says of evidence; also the token under which it is injected. */
export abstract class EvidenceConfig {
  /** How large a file may be. */
  abstract readonly mostBytes: number;
  /** How many bytes a person, and an organisation, may take in on a day, and keep. */
  abstract readonly budget: { readonly subject: Allowance; readonly organisation: Allowance };
  /** How many files of one person may come in at once, by each process. */
  abstract readonly atOnce: number;
  /** How long a file may take to come in, and how long each piece of it. */
  abstract readonly mostMs: number;
  abstract readonly idleMs: number;
  /** The virus scanner that each file passes; none where absent. */
  abstract readonly clamd?: ClamdAddress;
  /** Where files lie; in the service's own database where absent. */
  abstract readonly s3?: S3Config;
}

const mebibytes = (most: number) => z.coerce.number().int().min(1).default(most);

const keys = z.object({
  DOORSTEP_PLAINTEXT: tlsKeys.DOORSTEP_PLAINTEXT,
  DOORSTEP_EVIDENCE_MOST_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(20 * 1024 * 1024),
  DOORSTEP_EVIDENCE_PERSON_DAY_MIB: mebibytes(1_024),
  DOORSTEP_EVIDENCE_PERSON_TOTAL_MIB: mebibytes(20 * 1_024),
  DOORSTEP_EVIDENCE_ORGANISATION_DAY_MIB: mebibytes(5 * 1_024),
  DOORSTEP_EVIDENCE_ORGANISATION_TOTAL_MIB: mebibytes(200 * 1_024),
  DOORSTEP_EVIDENCE_AT_ONCE: z.coerce.number().int().min(1).default(8),
  DOORSTEP_EVIDENCE_MOST_SECONDS: z.coerce.number().int().min(1).default(600),
  DOORSTEP_EVIDENCE_IDLE_SECONDS: z.coerce.number().int().min(1).default(30),
  DOORSTEP_CLAMD: z
    .string()
    .regex(
      /^(\/[^\s\0]+|[^\s:/]+:\d{1,5}|\[[0-9a-f:.]+\]:\d{1,5}|)$/i,
      'must be host:port, or the path of a unix socket',
    )
    .default(''),
  DOORSTEP_EVIDENCE_STORE: z
    .string()
    .regex(/^(gridfs|s3:\/\/[a-z0-9.-]{3,63}(\/[\w.-]+)*\/?)$/, 'must be gridfs or s3://bucket/prefix')
    .default('gridfs'),
  DOORSTEP_EVIDENCE_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  DOORSTEP_EVIDENCE_S3_REGION: z.string().default('us-east-1'),
  DOORSTEP_EVIDENCE_S3_PATH_STYLE: z.enum(['true', 'false']).default('true'),
  // Secrets stand in files, as a cluster mounts them.
  DOORSTEP_EVIDENCE_S3_ACCESS_KEY_FILE: z.string().optional(),
  DOORSTEP_EVIDENCE_S3_SECRET_KEY_FILE: z.string().optional(),
});

/** Throws an error that names the keys at fault. */
export function evidenceConfig(environment: Readonly<Record<string, string | undefined>>): EvidenceConfig {
  const parsed = parseEnvironment(keys, environment);
  const limits = limitsOf(parsed);
  const [, bucket, folder = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(parsed.DOORSTEP_EVIDENCE_STORE) ?? [];
  if (bucket === undefined) return limits;
  const given = (key: keyof typeof parsed): string => {
    const value = parsed[key];
    if (value === undefined) throw new Error(`configuration: ${key}: is missing`);
    return String(value);
  };
  const endpoint = given('DOORSTEP_EVIDENCE_S3_ENDPOINT');
  const { DOORSTEP_PLAINTEXT: plaintext } = parsed;
  assertHttps({ key: 'DOORSTEP_EVIDENCE_S3_ENDPOINT', address: endpoint, name: 's3', plaintext });
  const secret = (key: keyof typeof parsed): string => readFileSync(given(key), 'utf8').trim();
  return {
    ...limits,
    s3: {
      bucket,
      prefix: folder === '' || folder.endsWith('/') ? folder : `${folder}/`,
      endpoint,
      region: parsed.DOORSTEP_EVIDENCE_S3_REGION,
      pathStyle: parsed.DOORSTEP_EVIDENCE_S3_PATH_STYLE === 'true',
      accessKeyId: secret('DOORSTEP_EVIDENCE_S3_ACCESS_KEY_FILE'),
      secretAccessKey: secret('DOORSTEP_EVIDENCE_S3_SECRET_KEY_FILE'),
    },
  };
}

/** What bounds each upload, and what it passes. */
function limitsOf(parsed: z.output<typeof keys>): Omit<EvidenceConfig, 's3'> {
  const bytes = (mib: number): number => mib * 1024 * 1024;
  const clamd = clamdAddress(parsed.DOORSTEP_CLAMD);
  return {
    mostBytes: parsed.DOORSTEP_EVIDENCE_MOST_BYTES,
    budget: {
      subject: {
        dayBytes: bytes(parsed.DOORSTEP_EVIDENCE_PERSON_DAY_MIB),
        totalBytes: bytes(parsed.DOORSTEP_EVIDENCE_PERSON_TOTAL_MIB),
      },
      organisation: {
        dayBytes: bytes(parsed.DOORSTEP_EVIDENCE_ORGANISATION_DAY_MIB),
        totalBytes: bytes(parsed.DOORSTEP_EVIDENCE_ORGANISATION_TOTAL_MIB),
      },
    },
    atOnce: parsed.DOORSTEP_EVIDENCE_AT_ONCE,
    mostMs: parsed.DOORSTEP_EVIDENCE_MOST_SECONDS * 1_000,
    idleMs: parsed.DOORSTEP_EVIDENCE_IDLE_SECONDS * 1_000,
    ...(clamd && { clamd }),
  };
}
