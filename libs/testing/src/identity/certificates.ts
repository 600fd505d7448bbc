import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Files of one who proves themselves, in PEM. */
export interface CertificateFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** An authority in a folder of its own, made by openssl. */
export interface Authority {
  /** Files of somebody new whom it vouches for, as `localhost`. */
  issue(name: string): Promise<CertificateFiles>;
  close(): Promise<void>;
}

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** An authority that nobody knew before. Throws where openssl is not there. */
export async function anAuthority(): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-ca-'));
  const at = (name: string): string => join(folder, name);
  const ca = { cert: at('ca.crt'), key: at('ca.key') };
  await run('openssl', [
    'req',
    '-x509',
    ...curve,
    '-days',
    '2',
    '-subj',
    '/CN=test',
    '-keyout',
    ca.key,
    '-out',
    ca.cert,
  ]);
  return {
    async issue(name) {
      const files = { ca: ca.cert, cert: at(`${name}.crt`), key: at(`${name}.key`) };
      const [request, extensions] = [at(`${name}.csr`), at(`${name}.ext`)];
      await writeFile(extensions, 'subjectAltName=DNS:localhost\n');
      await run('openssl', ['req', ...curve, '-subj', `/CN=${name}`, '-keyout', files.key, '-out', request]);
      const by = ['-CA', ca.cert, '-CAkey', ca.key, '-CAcreateserial', '-days', '2', '-extfile', extensions];
      await run('openssl', ['x509', '-req', '-in', request, ...by, '-out', files.cert]);
      return files;
    },
    close: () => rm(folder, { recursive: true }),
  };
}

/** Puts the files of one in the place of another's, as who renews certificates does. */
export async function replace(old: CertificateFiles, by: CertificateFiles): Promise<void> {
  for (const part of ['key', 'cert', 'ca'] as const) await writeFile(old[part], await readFile(by[part]));
}
