import { readFileSync } from 'node:fs';
import { parseEnvironment } from '@doorstep/runtime';
import * as z from 'zod';

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

/** What the environment says of evidence; also the token under which it is injected. */
export abstract class EvidenceConfig {
  /** How large a file may be. */
  abstract readonly mostBytes: number;
  /** Where files lie; in the service's own database where absent. */
  abstract readonly s3?: S3Config;
}

const keys = z.object({
  DOORSTEP_EVIDENCE_MOST_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(20 * 1024 * 1024),
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
  const mostBytes = parsed.DOORSTEP_EVIDENCE_MOST_BYTES;
  const [, bucket, folder = ''] = /^s3:\/\/([^/]+)\/?(.*?)\/?$/.exec(parsed.DOORSTEP_EVIDENCE_STORE) ?? [];
  if (bucket === undefined) return { mostBytes };
  const given = (key: keyof typeof parsed): string => {
    const value = parsed[key];
    if (value === undefined) throw new Error(`configuration: ${key}: is missing`);
    return String(value);
  };
  const secret = (key: keyof typeof parsed): string => readFileSync(given(key), 'utf8').trim();
  return {
    mostBytes,
    s3: {
      bucket,
      prefix: folder === '' ? '' : `${folder}/`,
      endpoint: given('DOORSTEP_EVIDENCE_S3_ENDPOINT'),
      region: parsed.DOORSTEP_EVIDENCE_S3_REGION,
      pathStyle: parsed.DOORSTEP_EVIDENCE_S3_PATH_STYLE === 'true',
      accessKeyId: secret('DOORSTEP_EVIDENCE_S3_ACCESS_KEY_FILE'),
      secretAccessKey: secret('DOORSTEP_EVIDENCE_S3_SECRET_KEY_FILE'),
    },
  };
}
