import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { z } from 'zod';

const Keys = z.object({
  signing: z.record(z.string(), z.unknown()),
  seed: z.string().min(32),
});

/** What the local identity provider must remember, so that tokens and sessions survive its restart. */
export interface IdentityKeys {
  readonly signing: JWK;
  /** Signs the cookies of the login page. */
  readonly cookie: string;
  /** A client's secret, the same on each start and never the same on two machines. */
  secretOf(clientId: string): string;
}

/** The keys of the folder, made on the first call. */
export async function openKeys(folder: string): Promise<IdentityKeys> {
  const file = join(folder, 'keys.json');
  const stored = await readFile(file, 'utf8').catch(() => makeKeys(folder, file));
  const { signing, seed } = Keys.parse(JSON.parse(stored));
  const derive = (use: string) => createHmac('sha256', seed).update(use).digest('base64url');
  return { signing, cookie: derive('cookie'), secretOf: (clientId) => derive(`client ${clientId}`) };
}

async function makeKeys(folder: string, file: string): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const signing = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: randomBytes(8).toString('hex') };
  const text = JSON.stringify({ signing, seed: randomBytes(32).toString('base64url') });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(`${file}.fresh`, text, { mode: 0o600 });
  await rename(`${file}.fresh`, file);
  return text;
}
