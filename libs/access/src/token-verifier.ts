import { hash } from 'node:crypto';
import type { DomainError } from '@doorstep/domain';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { claims, type Claims } from './claims.js';
import { discover, once, type Issuer } from './issuer.js';
import { issuerUnavailable, tokenExpired, tokenInvalid, tokenMissing } from './refusals.js';

const algorithms = ['RS256', 'ES256', 'EdDSA'];
const clockToleranceSeconds = 30;
/** By how much an issuer's clock may be ahead: a token from further on would live longer than one may, and outlive a revocation. */
export const aheadMs = 5_000;
const longestMs = 60_000;
const mostTokens = 10_000;

export interface TokenVerifierOptions {
  /** URL of the OIDC issuer, exactly as in the claim `iss`. */
  readonly issuer: string;
  readonly audience: string;
  /** What the header of a token may call it, in lower case: `at+jwt` unless the issuer cannot (RFC 9068). */
  readonly tokenTypes: readonly string[];
  /** Whether a token needs an id, `jti`: without one it is revoked with all others of its subject only. */
  readonly tokenIds: 'required' | 'optional';
  /** The longest life of a token in seconds, from `iat` to `exp`: as long may one be used that was stolen. */
  readonly longestTokenSeconds: number;
  /** The clock by which tokens end. */
  readonly now: () => Date;
}

/**
 * Proves access tokens by the keys of one issuer. A verification costs some 200 µs, so its answer is kept by the
 * token's hash for a minute at most and never past the token's end.
 */
export class TokenVerifier {
  private readonly issuer: () => Promise<Issuer>;
  private readonly known: LRUCache<string, Claims | Promise<Claims>>;

  constructor(private readonly options: TokenVerifierOptions) {
    const perf = { now: () => options.now().getTime() };
    this.known = new LRUCache({ max: mostTokens, ttl: longestMs, perf, ttlResolution: 0 });
    this.issuer = once(() => discover(options.issuer));
  }

  /**
   * At once where the token was proved within the last minute, else later.
   * Throws TOKEN_MISSING, TOKEN_EXPIRED, TOKEN_INVALID or ISSUER_UNAVAILABLE.
   */
  verify(token: string): Claims | Promise<Claims> {
    if (token === '') return Promise.reject(tokenMissing());
    const key = hash('sha256', token, 'base64');
    return this.known.get(key) ?? this.proveAndKeep(token, key);
  }

  private proveAndKeep(token: string, key: string): Promise<Claims> {
    const proving = this.prove(token).then(
      (proved) => {
        const leftMs = proved.expires.getTime() - this.options.now().getTime();
        if (leftMs > 0) this.known.set(key, proved, { ttl: Math.min(leftMs, longestMs) });
        else this.known.delete(key);
        return proved;
      },
      (error: unknown) => {
        this.known.delete(key);
        throw error;
      },
    );
    this.known.set(key, proving); // shared by who asks meanwhile
    return proving;
  }

  private async prove(token: string): Promise<Claims> {
    const { keys } = await this.issuer();
    const { issuer, audience, tokenTypes, tokenIds } = this.options;
    if (!tokenTypes.includes(typeOf(headOf(token).typ))) throw tokenInvalid({ header: 'typ' });
    const options = {
      issuer,
      audience,
      algorithms,
      clockTolerance: clockToleranceSeconds,
      currentDate: this.options.now(),
      requiredClaims: ['exp', 'iat', 'sub', ...(tokenIds === 'required' ? ['jti'] : [])],
    };
    const { payload } = await jwtVerify(token, keys, options).catch((error: unknown) => {
      throw refusalFor(error, issuer);
    });
    const parsed = claims.safeParse(payload);
    if (!parsed.success) throw tokenInvalid({ claim: parsed.error.issues[0]?.path.join('.') ?? '' });
    this.assertLife(parsed.data);
    return parsed.data;
  }

  /** Throws TOKEN_INVALID where a token is from later than now, ends before it began, or lives too long. */
  private assertLife({ issued, expires }: Claims): void {
    const { longestTokenSeconds, now } = this.options;
    const lifeMs = expires.getTime() - issued.getTime();
    // Without a comparison that is true, as with a time that no calendar has, it is refused.
    if (!(issued.getTime() <= now().getTime() + aheadMs)) throw tokenInvalid({ claim: 'iat' });
    if (!(lifeMs > 0 && lifeMs <= longestTokenSeconds * 1_000)) throw tokenInvalid({ claim: 'exp' });
  }
}

/** What of a token's header is looked at before its signature is. */
const heads = z.object({ alg: z.string(), typ: z.string().optional(), kid: z.string().optional() });

/** The header of a token, not proved yet. Throws TOKEN_INVALID, which names what of it is of no use. */
function headOf(token: string): z.output<typeof heads> {
  const parsed = heads.safeParse(decoded(token));
  if (parsed.success) return parsed.data;
  const header = parsed.error.issues[0]?.path.join('.') ?? '';
  throw tokenInvalid(header === '' ? {} : { header });
}

function decoded(token: string): unknown {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return undefined;
  }
}

/** A media type as it may stand in a header: in any case, and without `application/`; without any it is a JWT. RFC 7515, 4.1.9. */
const typeOf = (typ = 'jwt'): string => typ.toLowerCase().replace(/^application\//, '');

function refusalFor(error: unknown, issuer: string): DomainError {
  if (error instanceof errors.JWTExpired) return tokenExpired();
  if (error instanceof errors.JOSEAlgNotAllowed) return tokenInvalid({ header: 'alg' });
  if (error instanceof errors.JWKSNoMatchingKey) return tokenInvalid({ header: 'kid' });
  if (error instanceof errors.JWTClaimValidationFailed) return tokenInvalid({ claim: error.claim });
  if (error instanceof errors.JWKSTimeout || error instanceof TypeError) return issuerUnavailable({ issuer });
  return tokenInvalid();
}
