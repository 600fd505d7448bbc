import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import * as z from 'zod';
import { issuerUnavailable } from './refusals.js';

const discovered = z.object({ issuer: z.string(), jwks_uri: z.url(), token_endpoint: z.url() });

/** What an OIDC issuer says of itself. */
export interface Issuer {
  readonly keys: JWTVerifyGetKey;
  readonly tokenEndpoint: URL;
}

const timeoutDuration = 5_000;

/** Reads an issuer's discovery document. Throws ISSUER_UNAVAILABLE where it is not to be had or speaks of another. */
export async function discover(issuer: string): Promise<Issuer> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutDuration) });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    const document = discovered.parse(await answer.json());
    if (document.issuer !== issuer) throw new Error(`${url} speaks of ${document.issuer}`);
    return {
      keys: createRemoteJWKSet(new URL(document.jwks_uri), { timeoutDuration }),
      tokenEndpoint: new URL(document.token_endpoint),
    };
  } catch (cause) {
    throw Object.assign(issuerUnavailable({ issuer }), { cause });
  }
}

/** Calls `find` when first asked and shares its answer; a failure is not kept. */
export function once<T>(find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () =>
    (found ??= find().catch((error: unknown) => {
      found = undefined;
      throw error;
    }));
}
