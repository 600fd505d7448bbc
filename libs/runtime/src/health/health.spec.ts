import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { Client, credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { HealthIndicatorService } from '@nestjs/terminus';
import { HealthImplementation } from 'grpc-health-check';
import supertest from 'supertest';
import { DomainError } from '@doorstep/domain';
import { Log } from '../log.js';
import { Global, Module } from '@nestjs/common';
import { Health, told } from './health.js';
import { HealthModule } from './health.module.js';
import { tokenIndicator } from './indicators.js';
import { openOperations, type Operations } from './operations.js';
import { peersIndicator } from './peers-indicator.js';
import { redisIndicator } from './redis-indicator.js';

const lines: string[] = [];
const log = new Log('test', 'info', { write: (line) => void lines.push(line) });

@Global()
@Module({ providers: [{ provide: Log, useValue: log }], exports: [Log] })
class LogModule {}

let app: TestingModule;
let health: Health;
let terminus: HealthIndicatorService;
let operations: Operations;
const config = { operationsBind: '127.0.0.1:0', counted: true, tracesEndpoint: '', tracesRatio: 1, version: '1' };
const ask = (path: string) => supertest(`http://127.0.0.1:${String(operations.port)}`).get(path);

beforeEach(async () => {
  lines.length = 0;
  app = await Test.createTestingModule({ imports: [LogModule, HealthModule] }).compile();
  health = app.get(Health);
  terminus = app.get(HealthIndicatorService);
  operations = await openOperations(config, 'test');
});
afterEach(async () => {
  health.leave();
  await operations.close();
  await app.close();
});

/** Something that a process depends on. */
class Dependency {
  broken = '';
  constructor(private readonly name: string) {}
  readonly look = () =>
    terminus.check(this.name).attempt(() => {
      if (this.broken !== '') throw new Error(this.broken);
    });
}

describe('the operations port', () => {
  it('is live and not ready before the process has started', async () => {
    await ask('/livez').expect(200, { status: 'ok' });
    const { body } = await ask('/readyz').expect(503);
    expect(body.error).toEqual({ process: { status: 'down', message: 'starting' } });
  });

  it('tells what is counted, and nothing to who asks for anything else', async () => {
    const { text } = await ask('/metrics').expect(200);
    expect(text).toContain('doorstep_build_info{app="test",version="1"} 1');
    for (const path of ['/', '/metrics?x', '/constructor', '/readyz/x']) await ask(path).expect(404);
    await supertest(`http://127.0.0.1:${String(operations.port)}`)
      .post('/livez')
      .expect(405);
  });

  it('counts nothing where it is not asked to, and still says how the process is', async () => {
    const silent = await openOperations({ ...config, counted: false }, 'test');
    const at = supertest(`http://127.0.0.1:${String(silent.port)}`);
    await at.get('/metrics').expect(404);
    await at.get('/livez').expect(200);
    await silent.close();
  });

  it('says what is down, what is told, and that the process leaves', async () => {
    const [needed, other] = [new Dependency('needed'), new Dependency('other')];
    health.add(needed.look);
    health.add(async () => told(await other.look()));
    await health.start();
    operations.follow(health);
    const { body: well } = await ask('/readyz').expect(200);
    expect(well).toMatchObject({
      status: 'ok',
      info: { needed: { status: 'up' }, other: { status: 'up' } },
      error: {},
    });
    other.broken = 'away';
    const { body: degraded } = await ask('/readyz').expect(200);
    expect(degraded).toMatchObject({ status: 'degraded', info: { other: { status: 'degraded', message: 'away' } } });
    needed.broken = 'gone';
    const { body: ill } = await ask('/readyz').expect(503);
    expect(ill).toMatchObject({ status: 'error', error: { needed: { status: 'down', message: 'gone' } } });
    await ask('/livez').expect(200);
    needed.broken = other.broken = '';
    await ask('/readyz').expect(200);
    health.leave();
    const { body: leaving } = await ask('/readyz').expect(503);
    expect(leaving).toMatchObject({ status: 'shutting_down' });
  });
});

describe('health', () => {
  it('tells each change once, to who follows and to the log', async () => {
    const needed = new Dependency('needed');
    const turns: boolean[] = [];
    health.add(needed.look);
    health.follow((ready) => turns.push(ready));
    for (const broken of ['', '', 'gone', 'gone', '']) {
      needed.broken = broken;
      await health.look();
    }
    health.leave();
    expect(turns).toEqual([true, false, true, false]);
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ msg: 'health', ready: false, needed: 'down: gone' }),
      expect.objectContaining({ msg: 'health', ready: true }),
    ]);
  });

  it('looks once for all who ask at the same time', async () => {
    let looks = 0;
    health.add(async () => {
      looks += 1;
      await new Promise(setImmediate);
      return terminus.check('needed').up();
    });
    await Promise.all([health.look(), health.look()]);
    expect(looks).toBe(1);
  });
});

const refusal = (reason: string, facts = {}): DomainError =>
  new DomainError('UNAVAILABLE', reason, { zh: '', en: `says ${reason}` }, facts);
const refused = refusal('CLIENT_REFUSED', { error: 'invalid_client' });
const away = refusal('ISSUER_UNAVAILABLE');

describe('the issuer', () => {
  it.each([
    { what: 'gives a token', holds: true, trouble: undefined, want: { status: 'up' } },
    {
      what: 'refuses the client, and no token is left',
      ...{ holds: false, trouble: refused, want: { status: 'down', message: 'says CLIENT_REFUSED (invalid_client)' } },
    },
    {
      what: 'refuses the client, and the old token is still good',
      ...{ holds: true, trouble: refused },
      want: { status: 'degraded', message: 'says CLIENT_REFUSED (invalid_client)' },
    },
    {
      what: 'does not answer',
      ...{ holds: false, trouble: away, want: { status: 'degraded', message: 'says ISSUER_UNAVAILABLE' } },
    },
  ])('that $what is $want.status', async ({ holds, trouble, want }) => {
    const get = () => (holds ? Promise.resolve('token') : Promise.reject(trouble ?? new Error('no token')));
    expect(await tokenIndicator(terminus, { get, holds, trouble })()).toMatchObject({ issuer: want });
  });
});

/** A server whose health says this; one that hangs takes connections and says nothing. */
async function serverThat(says: 'SERVING' | 'NOT_SERVING' | 'hangs' | 'knows no health') {
  if (says === 'hangs') {
    const silent = createServer();
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    return { port: (silent.address() as AddressInfo).port, close: () => silent.close() };
  }
  const server = new Server();
  if (says !== 'knows no health') new HealthImplementation({ '': says }).addToServer(server);
  const bind = promisify(server.bindAsync.bind(server));
  return { port: await bind('127.0.0.1:0', ServerCredentials.createInsecure()), close: () => server.forceShutdown() };
}

describe('peers', () => {
  it.each([
    { says: 'SERVING', want: { status: 'up', other: 'ready' } },
    { says: 'knows no health', want: { status: 'up', other: 'ready' } },
    { says: 'NOT_SERVING', want: { status: 'degraded', other: 'not ready', message: 'not ready: other' } },
    { says: 'hangs', want: { status: 'degraded', other: 'no answer', message: 'no answer from other' } },
  ] as const)('of which one $says are $want.status', async ({ says, want }) => {
    const servers = [await serverThat(says), await serverThat('SERVING')];
    const [other, third] = servers.map(({ port }) => new Client(`127.0.0.1:${port}`, credentials.createInsecure()));
    const channels = new Map(Object.entries({ other, third }).flatMap(([name, one]) => (one ? [[name, one]] : [])));
    const found = await peersIndicator(terminus, () => channels)();
    for (const one of [...channels.values(), ...servers]) one.close();
    expect(found).toEqual({ peers: { ...want, third: 'ready' } });
  });

  it('of which one is away are degraded', async () => {
    const gone = await serverThat('SERVING');
    gone.close();
    const other = new Client(`127.0.0.1:${gone.port}`, credentials.createInsecure());
    const found = await peersIndicator(terminus, () => new Map([['other', other]]))();
    other.close();
    expect(found).toMatchObject({ peers: { status: 'degraded', message: 'no answer from other' } });
  });
});

describe('Redis', () => {
  const never = () => new Promise<never>(() => undefined);
  it.each([
    { what: 'answers', status: 'ready', ping: () => Promise.resolve('PONG' as const), want: { status: 'up' } },
    { what: 'is not connected', status: 'reconnecting', ping: never, want: 'there is no connection: alone' },
    { what: 'hangs', status: 'ready', ping: never, want: 'it does not answer: alone' },
    {
      what: 'breaks off',
      status: 'ready',
      ping: () => Promise.reject(new Error('x')),
      want: 'it does not answer: alone',
    },
  ] as const)('that $what is told', async ({ status, ping, want }) => {
    const found = await redisIndicator(terminus, { status, ping }, 'alone')();
    expect(found).toMatchObject({ redis: typeof want === 'string' ? { status: 'degraded', message: want } : want });
  });
});
