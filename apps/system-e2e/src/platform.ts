import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { SignJWT, type JWTPayload } from 'jose';
import { openKeys } from '../../../tools/identity/keys.js';
import { tokenFor } from '../../../tools/identity/token.js';
import type { TestPlatform } from '../../../tools/jest/system/platform.js';
import { clientOf, type Client } from './client.js';

/** The platform that the set-up of the system tests started. */
export const platform = JSON.parse(process.env['DOORSTEP_TEST_PLATFORM'] ?? '{}') as Omit<
  TestPlatform,
  'stop' | 'broken'
>;

const tokens = new Map<string, Promise<string>>();

/** The real access token of one of data/people, by username or client id. */
export function tokenOf(login: string): Promise<string> {
  const known = tokens.get(login) ?? tokenFor(platform.issuer, login);
  tokens.set(login, known);
  known.catch(() => tokens.delete(login)); // whoever asks next tries again
  return known;
}

/** The public API as one of data/people uses it. */
export const as = (login: string): Client => clientOf(platform.gateway, () => tokenOf(login));

/** Who somebody is whom no directory knows; `over` sets or spoils the claims of the token. */
export interface Stranger {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly divisions: readonly string[];
  readonly organisation?: string;
}

/** The public API as a stranger uses it. */
export const asStranger = (stranger: Stranger): Client => clientOf(platform.gateway, () => signed(stranger));

const alg = 'ES256';

/** A token that the platform's own issuer might have signed. */
export async function signed({ subject, ...claims }: Stranger, over: JWTPayload = {}): Promise<string> {
  const { signing } = await openKeys(join(platform.dataDir, 'identity'));
  const common = { iss: platform.issuer, aud: 'doorstep', client_id: 'test', jti: randomUUID() };
  return new SignJWT({ ...common, sub: subject, ...claims, ...over })
    .setProtectedHeader({ alg, kid: signing.kid ?? '', typ: 'at+jwt' })
    .setIssuedAt(over.iat)
    .setExpirationTime(over.exp ?? '1h')
    .sign(signing);
}
