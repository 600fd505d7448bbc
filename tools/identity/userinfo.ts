import type { IncomingMessage, ServerResponse } from 'node:http';
import { importJWK, jwtVerify, type JWK } from 'jose';
import type { Directory } from './directory.ts';
import type { IdentityKeys } from './keys.ts';

/** Path that discovery names. */
export const USERINFO = '/me';
export type Userinfo = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Answers who the bearer of a token is: every token of ours is a JWT for the API, of which the provider itself keeps
 * nothing. Pages of any origin may ask, who have the token already. Source: OpenID Connect Core, 5.3.
 */
export function userinfoOf(
  proof: { readonly issuer: string; readonly audience: string },
  directory: Directory,
  { signing }: IdentityKeys,
): Userinfo {
  const { kty, crv, x, y } = signing;
  const open = { kty, crv, x, y } as JWK;
  const subjectOf = async (authorization: string): Promise<string | undefined> => {
    const token = /^Bearer ([\w.-]+)$/i.exec(authorization)?.[1];
    if (token === undefined) return undefined;
    const proved = await jwtVerify(token, await importJWK(open, 'ES256'), proof).catch(() => undefined);
    return proved?.payload.sub;
  };
  return async ({ headers: { authorization = '', origin = '*' }, method }, response) => {
    const allowed = { 'access-control-allow-origin': origin, 'access-control-allow-headers': 'authorization' };
    response.setHeaders(new Headers({ ...allowed, 'content-type': 'application/json', 'cache-control': 'no-store' }));
    if (method === 'OPTIONS') return void response.writeHead(204).end();
    const somebody = directory.bySubject((await subjectOf(authorization)) ?? '');
    if (somebody !== undefined)
      return void response.end(JSON.stringify({ sub: somebody.subject, name: somebody.name }));
    response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end('{"error":"invalid_token"}');
  };
}
