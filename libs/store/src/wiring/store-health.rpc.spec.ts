import * as figures from '@doorstep/contracts/evaluation/v1/figure.js';
import { Serves } from '@doorstep/runtime';
import { bootService, eventually, type Running } from '@doorstep/testing/boot';
import { startIssuer, type TestIssuer } from '@doorstep/testing/issuer';
import { Line } from '@doorstep/testing/line';
import { credentials, loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Module, type Type } from '@nestjs/common';
import { service as grpcHealth } from 'grpc-health-check';
import supertest from 'supertest';
import { DivisionTree, unmerged } from '../background/division-tree.js';
import { Store } from './store.js';
import { StoreModule } from './store.module.js';

@Serves(figures.FigureServiceService)
class AnyService {
  async getFigure() {
    return figures.Figure.fromPartial({});
  }
  async listFigures() {
    return { figures: [], nextPageToken: '' };
  }
  async listFigureRecords() {
    return { records: [], nextPageToken: '' };
  }
}
@Module({ imports: [StoreModule], controllers: [AnyService] })
class AnyModule {}

const fails = () => {
  throw new Error('fails at boot');
};
const failsBehind = (store: Store) => {
  store.react('any', fails);
  fails();
};
/** Fails once its store is there, and what follows journals. */
@Module({
  imports: [StoreModule],
  controllers: [AnyService],
  providers: [{ provide: 'late', inject: [Store], useFactory: failsBehind }],
})
class LateModule {}
/** Fails when everything is made, before it serves. */
@Module({
  imports: [StoreModule],
  controllers: [AnyService],
  providers: [{ provide: 'later', useValue: { onModuleInit: fails } }],
})
class LaterModule {}

describe('a service', () => {
  let issuer: TestIssuer;
  let app: Running<typeof figures.FigureServiceService>;
  let mongo: Line;
  let redis: Line;

  const lineTo = (key: string): Promise<Line> => new Line(new URL(process.env[key] ?? '')).open();
  const open = (environment: Record<string, string> = {}, module: Type = AnyModule) => {
    const direct = new URL(mongo.address);
    direct.search = '?directConnection=true'; // or the driver would go to the address that the server says it has
    const around = { DOORSTEP_MONGO_URI: direct.href, DOORSTEP_REDIS_URL: redis.address, DOORSTEP_LOG_LEVEL: 'silent' };
    return bootService(module, figures.FigureServiceService, [[DivisionTree, unmerged]], {
      issuer,
      environment: { ...around, ...environment },
    });
  };
  const ready = ({ operationsPort } = app) =>
    supertest(`http://127.0.0.1:${String(operationsPort)}`)
      .get('/readyz')
      .set('connection', 'close');
  const serving = async (): Promise<string> => {
    const { Health } = loadPackageDefinition({ Health: grpcHealth });
    const client = new (Health as ServiceClientConstructor)(`127.0.0.1:${app.port}`, credentials.createInsecure());
    const { promise, resolve } = Promise.withResolvers<string>();
    client['Check']?.({ service: '' }, (error: Error | null, answer?: { status: string }) =>
      resolve(answer?.status ?? String(error)),
    );
    return promise.finally(() => client.close());
  };

  beforeAll(async () => {
    issuer = await startIssuer();
    [mongo, redis] = await Promise.all([lineTo('DOORSTEP_MONGO_URI'), lineTo('DOORSTEP_REDIS_URL')]);
    app = await open();
  });
  afterEach(() => {
    mongo.mend();
    redis.mend();
    issuer.refusing = false;
  });
  afterAll(async () => {
    await app.close();
    await issuer.close();
    mongo.close();
    redis.close();
  });

  it('that has all that it needs is ready', async () => {
    const { body } = await ready().expect(200);
    const up = expect.objectContaining({ status: 'up' });
    expect(body).toMatchObject({ status: 'ok', details: { issuer: up, mongodb: up, peers: up, redis: up } });
    expect(await serving()).toBe('SERVING');
  });

  it('without MongoDB is not ready, says why and not where, and is ready again by itself', async () => {
    mongo.break();
    const { body, text } = await ready().expect(503);
    expect(body).toMatchObject({
      status: 'error',
      error: { mongodb: { status: 'down', message: expect.stringMatching(/^no primary answers \(\w+\)$/) } },
    });
    expect(text).not.toMatch(/127\.0\.0\.1|mongodb:\/\//);
    expect(await serving()).toBe('NOT_SERVING');
    mongo.mend();
    await eventually(async () => expect(await serving()).toBe('SERVING'), 20_000);
    await ready().expect(200);
  });

  it('without Redis is ready, and tells it', async () => {
    redis.break();
    await eventually(async () => {
      const { body } = await ready().expect(200);
      expect(body).toMatchObject({ status: 'degraded', info: { redis: { status: 'degraded' } } });
    });
    expect(await serving()).toBe('SERVING');
  });

  it('whose Redis hangs is ready, and tells it', async () => {
    await eventually(async () => expect((await ready()).body.status).toBe('ok'));
    redis.hang();
    const { body } = await ready().expect(200);
    expect(body.info.redis).toMatchObject({ status: 'degraded', message: 'it does not answer' });
  });

  it('that the issuer refuses as a client is not ready, and says so', async () => {
    issuer.refusing = true;
    const other = await open({ DOORSTEP_CLIENT_SECRET: 'not-for-others' });
    const { body, text } = await ready(other).expect(503);
    await other.close();
    expect(body.error).toEqual({
      issuer: expect.objectContaining({
        status: 'down',
        message: expect.stringMatching(/refuses this service as a client.*\(invalid_client\)$/),
      }),
    });
    expect(text).not.toContain('not-for-others');
  });

  it.each<[string, Type]>([
    ['once its store is there', LateModule],
    ['before it serves', LaterModule],
  ])('whose boot fails %s leaves no connection behind', async (_, module) => {
    const [far, near] = await Promise.all([lineTo('DOORSTEP_MONGO_URI'), lineTo('DOORSTEP_REDIS_URL')]);
    const direct = new URL(far.address);
    direct.search = '?directConnection=true';
    const lines = { DOORSTEP_MONGO_URI: direct.href, DOORSTEP_REDIS_URL: near.address };
    await expect(open(lines, module)).rejects.toThrow('fails at boot');
    await eventually(() => expect([far.connections, near.connections]).toEqual([0, 0]));
    far.close();
    near.close();
  });
});
