import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { findBuilt, type ProgramName } from '../programs/programs.ts';
import { ROOT } from '../platform/platform.ts';

export const chart = join(ROOT, 'charts/doorstep');

/** An object of Kubernetes as far as tests look at it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** What was printed, and whether it went well. */
interface Outcome {
  readonly ok: boolean;
  readonly text: string;
}

/** A program that tests run. */
export interface Program {
  /** Why it cannot run, where it is not to be had. */
  readonly missing: string | undefined;
  run(args: readonly string[], input?: string): Outcome;
}

/** A program of those that `npm run tools` builds. */
export async function programFor(name: ProgramName): Promise<Program> {
  const path = await findBuilt(name);
  const missing = path === undefined ? `there is no ${name}; npm run tools builds it` : undefined;
  return {
    missing,
    run(args, input = '') {
      const { status, stdout, stderr } = spawnSync(path ?? name, args, { encoding: 'utf8', input, maxBuffer: 1 << 26 });
      return { ok: status === 0, text: `${stdout}${stderr}` };
    },
  };
}

/** What the chart cannot do without. */
export const needed = [
  'mongo.existingSecret=mongo',
  'redis.existingSecret=redis',
  'identity.existingSecret=identity',
  'identity.issuer=https://id.county.example',
  'tls.existingSecret=certificates',
];
/** Values as Helm's flags; codes of divisions are no numbers. */
export const sets = (values: readonly string[]): string[] =>
  values.flatMap((value) => [value.startsWith('test.division=') ? '--set-string' : '--set', value]);
export const profile = (name: string): string[] => ['--values', join(chart, `values-${name}.yaml`)];

export const manifestsIn = (text: string): Manifest[] =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
