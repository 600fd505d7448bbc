import { DomainError } from '@doorstep/domain';
import * as z from 'zod';
import { discover, once, type Issuer } from './issuer.js';
import { clientRefused, issuerUnavailable } from './refusals.js';

const granted = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
/** A refusal of the token endpoint: RFC 6749, 5.2. */
const refusal = z.object({ error: z.string().regex(/^[a-z_]{1,40}$/) });
/** Words with which an issuer says that it cannot, not that it will not. */
const passing: ReadonlySet<string> = new Set(['temporarily_unavailable', 'server_error']);

export interface ServiceTokenOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The clock by which tokens end. */
  readonly now: () => Date;
}

const timeoutMs = 5_000;
/** Part of a token's life after which a new one is fetched. */
const worn = 0.8;
/** A token that ends sooner is not sent any more: it would end on its way. */
const marginMs = 30_000;
/** Until a failed renewal is tried again. An issuer that is asked with a wrong secret too often locks the client. */
const pauseMs = { refused: 10_000, unavailable: 1_000 } as const;

/** Whether the issuer knows a service, but not as the client that it says it is. */
export const isClientRefused = ({ reason }: DomainError): boolean => reason === clientRefused().reason;

interface Held {
  readonly token: string;
  readonly renewAt: number;
  readonly endsAt: number;
}

/** Why there is no new token. */
interface Trouble {
  readonly error: DomainError;
  readonly until: number;
}

/**
 * A service's own access token, for work without a caller: client_credentials at the issuer, renewed before it ends.
 * Where the renewal fails, the old one serves until shortly before its end.
 */
export class ServiceToken {
  private readonly issuer: () => Promise<Issuer>;
  private held: Held | undefined;
  private fetching: Promise<string> | undefined;
  private failed: Trouble | undefined;

  constructor(private readonly options: ServiceTokenOptions) {
    this.issuer = once(() => discover(options.issuer));
  }

  private get nowMs(): number {
    return this.options.now().getTime();
  }

  /** Why the last attempt brought no token; undefined where it did. Until the old token ends, `get` answers all the same. */
  get trouble(): DomainError | undefined {
    return this.failed?.error;
  }

  /** Whether there is a token that is good yet, be it worn. */
  get holds(): boolean {
    return this.held !== undefined && this.nowMs < this.held.endsAt - marginMs;
  }

  /** A token that is good for a while yet. Throws ISSUER_UNAVAILABLE, or CLIENT_REFUSED. */
  async get(): Promise<string> {
    const { held, failed } = this;
    if (held !== undefined && this.nowMs < held.renewAt) return held.token;
    try {
      if (failed !== undefined && this.nowMs < failed.until) throw failed.error;
      return await (this.fetching ??= this.renew()); // who asks meanwhile shares the new one
    } catch (error) {
      if (held !== undefined && this.holds) return held.token;
      throw error;
    }
  }

  private async renew(): Promise<string> {
    try {
      this.held = await this.fetch();
      this.failed = undefined;
      return this.held.token;
    } catch (cause) {
      const { issuer } = this.options;
      const error = cause instanceof DomainError ? cause : Object.assign(issuerUnavailable({ issuer }), { cause });
      const pause = isClientRefused(error) ? pauseMs.refused : pauseMs.unavailable;
      this.failed = { error, until: this.nowMs + pause };
      throw error;
    } finally {
      this.fetching = undefined;
    }
  }

  private async fetch(): Promise<Held> {
    const { audience, clientId, clientSecret } = this.options;
    const { tokenEndpoint } = await this.issuer();
    const answer = await fetch(tokenEndpoint, {
      method: 'POST',
      headers: { authorization: `Basic ${basic(clientId, clientSecret)}` },
      // No standard names the audience of this grant; an issuer that serves one only ignores the parameter.
      body: new URLSearchParams({ grant_type: 'client_credentials', audience }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!answer.ok) throw (await this.refusalIn(answer)) ?? new Error(`the token endpoint answered ${answer.status}`);
    const { access_token: token, expires_in: seconds } = granted.parse(await answer.json());
    const lifeMs = seconds * 1_000;
    return { token, renewAt: this.nowMs + lifeMs * worn, endsAt: this.nowMs + lifeMs };
  }

  /** The issuer's no; undefined where it only cannot at the moment. */
  private async refusalIn(answer: Response): Promise<DomainError | undefined> {
    const said = refusal.safeParse(await answer.json().catch(() => undefined)).data?.error;
    if (said !== undefined && passing.has(said)) return undefined;
    const { issuer, clientId: client } = this.options;
    if (answer.status === 401) return clientRefused({ issuer, client, error: said ?? 'invalid_client' });
    // Without that word, the answer is that of something in between.
    const refuses = said !== undefined && (answer.status === 400 || answer.status === 403);
    return refuses ? clientRefused({ issuer, client, error: said }) : undefined;
  }
}

/** RFC 6749, 2.3.1: both parts are form-encoded before they are joined. */
const basic = (id: string, secret: string): string =>
  Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');
