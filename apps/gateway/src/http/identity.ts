import { anybody, notPermitted, tokenInvalid, tokenMissing, type Claims } from '@doorstep/access';
import type { Route } from '../contract/routes.js';

/** The token of an `Authorization` header. Throws TOKEN_MISSING, or TOKEN_INVALID for another scheme. */
export function bearerOf(authorization: string): string {
  if (authorization === '') throw tokenMissing();
  const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
  if (token === undefined) throw tokenInvalid();
  return token;
}

/**
 * What a 401 says of how to be let in: of a token that was sent, that it is of no use. What came under another scheme was
 * none. Source: RFC 6750, 3 and 3.1.
 */
export const challenge = (authorization: string): string =>
  `Bearer realm="doorstep"${/^Bearer +\S/i.test(authorization) ? ', error="invalid_token"' : ''}`;

/** Whether a route is open to callers without a token. */
export const isOpen = ({ roles }: Route): boolean => roles.has(anybody);

/** Refuses with NOT_PERMITTED whom the contract does not admit; the service decides again, and over which records. */
export function admit(claims: Claims, route: Route): void {
  const { roles, method } = route;
  if (!isOpen(route) && !claims.roles.some((role) => roles.has(role)))
    throw notPermitted({ method: `${method.parent.typeName}/${method.name}` });
}
