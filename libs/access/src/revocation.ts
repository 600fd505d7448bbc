import type { Claims } from './claims.js';
import { aheadMs } from './token-verifier.js';

/** Where revocations lie in Redis: a sorted set by the time at which each is over, and a channel that tells of new ones. */
export const revocationKeys = { set: 'revoked', channel: 'revoked' } as const;

/** What is revoked: one token by its id, or every token of somebody that was issued until then. */
export type Revocation =
  | { readonly kind: 'token'; readonly token: string; readonly until: Date }
  | { readonly kind: 'subject'; readonly subject: string; readonly issuedUntil: Date; readonly until: Date };

/** A revocation as it lies in Redis: `1764500000000 t:JTI`, `1764500000000 s:1764495500000:SUBJECT`; the first is when it is over. */
export const written = (revocation: Revocation): string =>
  revocation.kind === 'token'
    ? `${revocation.until.getTime()} t:${revocation.token}`
    : `${revocation.until.getTime()} s:${revocation.issuedUntil.getTime()}:${revocation.subject}`;

const form = /^(\d{13}) (?:t:(.{1,200})|s:(\d{13}):([\w.:@-]{1,128}))$/;

/** Reads what `written` wrote; undefined where it is none. */
export function readRevocation(text: string): Revocation | undefined {
  const [, over, token, issued, subject = ''] = form.exec(text) ?? [];
  if (over === undefined) return undefined;
  const until = new Date(Number(over));
  if (token !== undefined) return { kind: 'token', token, until };
  return { kind: 'subject', subject, issuedUntil: new Date(Number(issued)), until };
}

/** What is known to be revoked; each is forgotten once the token would have ended by itself. */
export class RevocationList {
  private readonly tokens = new Map<string, Revocation>();
  private readonly subjects = new Map<string, Revocation & { readonly kind: 'subject' }>();

  /** @param most revocations at a time; more are a mistake of who revokes, and the oldest are let go. */
  constructor(private readonly most = 100_000) {}

  add(revocation: Revocation): void {
    if (revocation.kind === 'token') this.keep(this.tokens, revocation.token, revocation);
    else {
      const known = this.subjects.get(revocation.subject);
      if (known === undefined || known.issuedUntil < revocation.issuedUntil)
        this.keep(this.subjects, revocation.subject, revocation);
    }
  }

  /**
   * Whether a token that was proved is revoked. An issuer's clock may be ahead, so of a subject those from within that
   * time after the revocation are, too: who signs in again at once may have to do so once more.
   */
  revokes({ token, subject, issued }: Pick<Claims, 'token' | 'subject' | 'issued'>): boolean {
    if (token !== '' && this.tokens.has(token)) return true;
    const of = this.subjects.get(subject);
    return of !== undefined && issued.getTime() <= of.issuedUntil.getTime() + aheadMs;
  }

  /** All of them that are not over. */
  at(now: Date): Revocation[] {
    for (const known of [this.tokens, this.subjects])
      for (const [key, { until }] of known) if (until <= now) known.delete(key);
    return [...this.tokens.values(), ...this.subjects.values()];
  }

  private keep<R>(known: Map<string, R>, key: string, revocation: R): void {
    known.set(key, revocation);
    const [oldest] = known.keys();
    if (known.size > this.most && oldest !== undefined) known.delete(oldest);
  }
}
