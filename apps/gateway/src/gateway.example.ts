import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import { Need, Need_State } from '@doorstep/contracts/matching/v1/need.js';
import { Log } from '@doorstep/runtime';
import { person } from '@doorstep/testing';
import { send, type Problem, type Sent as Request } from '@doorstep/testing/http';
import { startIssuer, type TestIssuer } from '@doorstep/testing/issuer';
import type { Test } from 'supertest';
import { Backend } from './backend.example.js';
import { open, type RunningGateway } from './boot.js';
import { gatewayConfig } from './gateway.config.js';

export const need = Need.fromPartial({ name: 'needs/n1', etag: 'v3', title: '助餐', state: Need_State.LISTED });

/** What a test sends besides method and path, and to which gateway. */
export interface Sent extends Request {
  readonly at?: RunningGateway;
}

/** A real gateway with a real issuer, before a stand-in for the matching service; lives as long as the test file. */
export class Gateway {
  readonly backend = new Backend();
  /** Lines that the gateway logged. */
  readonly lines: string[] = [];
  issuer!: TestIssuer;
  running!: RunningGateway;
  /** Token of a station manager. */
  token = '';
  port = 0;

  /** Another gateway before the same service. */
  open(more: Record<string, string> = {}, log = new Log('gateway', 'silent')): Promise<RunningGateway> {
    const environment = {
      DOORSTEP_SERVICE: 'gateway',
      DOORSTEP_REDIS_URL: process.env['DOORSTEP_REDIS_URL'] ?? 'redis://127.0.0.1:1',
      DOORSTEP_ISSUER: this.issuer.url,
      DOORSTEP_MATCHING_ADDRESS: `127.0.0.1:${this.port}`,
      DOORSTEP_QUOTA_PER_SECOND: '1000',
    };
    return open(gatewayConfig({ ...environment, ...more }), log);
  }

  async start(): Promise<void> {
    this.issuer = await startIssuer();
    this.port = await this.backend.start();
    this.token = await this.issuer.tokenFor(person('zhang'));
    this.running = await this.open({}, new Log('gateway', 'info', { write: (line) => void this.lines.push(line) }));
  }

  async stop(): Promise<void> {
    await this.running.close();
    this.backend.stop();
    await this.issuer.close();
  }

  /** Sends `POST /v1/needs` and the like, with the manager's token and JSON unless the test says otherwise. */
  ask(line: string, { at = this.running, ...sent }: Sent = {}): Test {
    return send(addressOf(at), this.token, line, sent);
  }

  /** The problem that a request meets, and the headers with it. */
  async problem(line: string, sent?: Sent): Promise<Problem & { headers: Record<string, string> }> {
    const { status, headers, body } = await this.ask(line, sent).expect(
      'content-type',
      'application/problem+json; charset=utf-8',
    );
    expect(body).toMatchObject({ status });
    return { ...body, headers };
  }
}

/** Where a gateway listens. */
export const addressOf = ({ port }: RunningGateway): string => `http://127.0.0.1:${String(port)}`;

/** A gateway for a test file; before each test its service answers `need` again and has seen nothing. */
export function aGateway(): Gateway {
  const gateway = new Gateway();
  beforeAll(() => gateway.start());
  afterAll(() => gateway.stop());
  beforeEach(() => {
    gateway.backend.answer = need;
    gateway.backend.seen.length = 0;
    gateway.backend.noted.length = 0;
    gateway.backend.forgetful = undefined;
  });
  return gateway;
}
