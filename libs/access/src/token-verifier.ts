import { hash } from 'node:crypto';
import type { DomainError } from '@doorstep/domain';
import { errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { claims, type Claims } from './claims.js';
import { discover, once, type Issuer } from './issuer.js';
import { issuerUnavailable, tokenExpired, tokenInvalid, tokenMissing } from './refusals.js';

const algorithms = ['RS256', 'ES256', 'EdDSA'];
const clockToleranceSeconds = 30;
const longestMs = 60_000;
const mostTokens = 10_000;

export interface TokenVerifierOptions {
  /** URL of the OIDC issuer, exactly as in the claim `iss`. */
  readonly issuer: string;
  readonly audience: string;
  /** What the header of a token may call it, in lower case: `at+jwt` unless the issuer cannot (RFC 9068). */
  readonly tokenTypes: readonly string[];
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
    const { issuer, audience, tokenTypes, longestTokenSeconds, now } = this.options;
    const options = {
      issuer,
      audience,
      algorithms,
      clockTolerance: clockToleranceSeconds,
      currentDate: now(),
      requiredClaims: ['exp', 'iat', 'sub'],
    };
    const { payload, protectedHeader } = await jwtVerify(token, keys, options).catch((error: unknown) => {
      throw refusalFor(error, issuer);
    });
    if (!tokenTypes.includes(typeOf(protectedHeader.typ))) throw tokenInvalid({ header: 'typ' });
    if (Number(payload.exp) - Number(payload.iat) > longestTokenSeconds) throw tokenInvalid({ claim: 'exp' });
    const parsed = claims.safeParse(payload);
    if (!parsed.success) throw tokenInvalid({ claim: parsed.error.issues[0]?.path.join('.') ?? '' });
    return parsed.data;
  }
}

/** A media type as it may stand in a header: in any case, and without `application/`; without any it is a JWT. RFC 7515, 4.1.9. */
const typeOf = (typ = 'jwt'): string => typ.toLowerCase().replace(/^application\//, '');

function refusalFor(error: unknown, issuer: string): DomainError {
  if (error instanceof errors.JWTExpired) return tokenExpired();
  if (error instanceof errors.JWTClaimValidationFailed) return tokenInvalid({ claim: error.claim });
  if (error instanceof errors.JWKSTimeout || error instanceof TypeError) return issuerUnavailable({ issuer });
  return tokenInvalid();
}
