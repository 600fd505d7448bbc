import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { tokenFor } from '../../tools/identity/token.ts';
import { travelling } from '../replay/client/requests.ts';
import type { Fleet } from './fleet.ts';

export type Json = Readonly<Record<string, unknown>>;

/** What came back, once. */
export interface Answer {
  readonly status: number;
  readonly body: Json;
}

const requestMs = 15_000;
const patienceMs = 120_000;
const pauseMs = 100;
const tokenSeconds = 86_400;

/** The public API through whichever gateway the balancer offers; one answer or one error a request, nothing repeated. */
export class Client {
  private readonly tokens = new Map<string, Promise<string>>();
  private readonly fleet: Fleet;
  /** Requests that were not answered, or with "try again". */
  failed = 0;
  /** What came instead, and how often. */
  readonly failures = new Map<string, number>();
  asked = 0;
  private turn = 0;

  constructor(fleet: Fleet) {
    this.fleet = fleet;
  }

  /** One request; 0 where nothing came back. */
  async once(as: string, line: string, body?: object, key?: string): Promise<Answer> {
    const [method = '', path = ''] = line.split(' ');
    const sent = body && travelling(body);
    const headers = {
      authorization: `Bearer ${await this.token(as)}`,
      ...(sent && { 'content-type': sent.type }),
      ...(key !== undefined && { 'idempotency-key': key }),
    };
    this.asked += 1;
    try {
      const signal = AbortSignal.timeout(requestMs);
      const response = await fetch(this.gateway() + path, {
        method,
        headers,
        signal,
        body: sent?.bytes ?? null,
      });
      const answer = { status: response.status, body: (await response.json()) as Json };
      if (passing(answer)) this.fail(`${String(answer.status)} ${reasonOf(answer.body)}`);
      return answer;
    } catch (error) {
      this.fail(String(error instanceof Error ? (error.cause ?? error) : error));
      return { status: 0, body: { detail: String(error) } };
    }
  }

  /** The same request again, under one key, until it is answered for good. */
  async patiently(as: string, line: string, body?: object, key: string = randomUUID()): Promise<Answer> {
    for (const end = Date.now() + patienceMs; ; await sleep(pauseMs)) {
      const answer = await this.once(as, line, body, key);
      if (!passing(answer) || Date.now() > end) return answer;
    }
  }

  /** The answer's body, where a refusal would be a surprise. Throws with what came. */
  async done(as: string, line: string, body?: object, key?: string): Promise<Json> {
    const answer = await this.patiently(as, line, body, key);
    if (answer.status < 200 || answer.status > 299)
      throw new Error(`${line}: ${String(answer.status)} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  private fail(what: string): void {
    this.failed += 1;
    this.failures.set(what, (this.failures.get(what) ?? 0) + 1);
  }

  private gateway(): string {
    const { gateways } = this.fleet;
    this.turn += 1;
    return gateways[this.turn % gateways.length] ?? '';
  }

  private token(login: string): Promise<string> {
    const known = this.tokens.get(login) ?? tokenFor(this.fleet.issuer, login, tokenSeconds);
    this.tokens.set(login, known);
    return known;
  }
}

/** The reason that a problem document gives; empty where it gives none. */
export const reasonOf = (body: Json): string => (typeof body['reason'] === 'string' ? body['reason'] : '');

/** Answers that say: not now. Everything else is for good. */
const passing = ({ status, body }: Answer): boolean =>
  status === 0 || status === 429 || status >= 500 || (status === 409 && /IN_FLIGHT|CONTENDED/.test(reasonOf(body)));
