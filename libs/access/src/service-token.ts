import * as z from 'zod';
import { discover, once, type Issuer } from './issuer.js';
import { issuerUnavailable } from './refusals.js';

const granted = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

export interface ServiceTokenOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const timeoutMs = 5_000;
/** Part of a token's life after which a new one is fetched. */
const worn = 0.8;

/** A service's own access token, for work without a caller: client_credentials at the issuer, renewed before it ends. */
export class ServiceToken {
  private readonly issuer: () => Promise<Issuer>;
  private current: Promise<string> | undefined;
  private renewAt = 0;

  constructor(private readonly options: ServiceTokenOptions) {
    this.issuer = once(() => discover(options.issuer));
  }

  /** A token that is good for a while yet. Throws ISSUER_UNAVAILABLE. */
  get(): Promise<string> {
    if (this.current === undefined || Date.now() >= this.renewAt) {
      this.renewAt = Infinity; // who asks meanwhile shares the new one
      this.current = this.fetch().catch((error: unknown) => {
        this.current = undefined;
        throw error;
      });
    }
    return this.current;
  }

  private async fetch(): Promise<string> {
    const { issuer, audience, clientId, clientSecret } = this.options;
    const { tokenEndpoint } = await this.issuer();
    try {
      const answer = await fetch(tokenEndpoint, {
        method: 'POST',
        headers: { authorization: `Basic ${basic(clientId, clientSecret)}` },
        // No standard names the audience of this grant; an issuer that serves one only ignores the parameter.
        body: new URLSearchParams({ grant_type: 'client_credentials', audience }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!answer.ok) throw new Error(`${tokenEndpoint.href} answered ${answer.status}`);
      const { access_token, expires_in } = granted.parse(await answer.json());
      this.renewAt = Date.now() + expires_in * 1_000 * worn;
      return access_token;
    } catch (cause) {
      throw Object.assign(issuerUnavailable({ issuer }), { cause });
    }
  }
}

/** RFC 6749, 2.3.1: both parts are form-encoded before they are joined. */
const basic = (id: string, secret: string): string =>
  Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');
