import { registry, TokenVerifier } from '@doorstep/access';
import { transportOf } from '@doorstep/hop';
import { addressKey, Log, Metrics, redisTls, Revocations, Tracing, unlessRevoked } from '@doorstep/runtime';
import { Module, type Provider } from '@nestjs/common';
import { TrustedProxies } from './address/address.js';
import { Router } from './contract/router.js';
import { routesOf } from './contract/routes.js';
import { pagesOf } from './docs/pages.js';
import { HttpHandler } from './http/http-handler.js';
import { Quota } from './http/quota.js';
import { GatewayServer } from './http-server.js';
import { GatewayConfig } from './gateway.config.js';
import { GatewayHealth } from './gateway-health.js';
import { BoundHop } from './hop/bound-hop.js';
import { LaneHop } from './hop/lane-hop.js';
import { UnaryHop } from './hop/unary.js';
import { Leaving } from './leaving.js';
import { QuotaRedis } from './quota-redis.js';

const routes = routesOf(registry);
/** The API's description, a document among documents, of which every bundle has its copy beside it. */
const openapi = async (): Promise<object> => {
  const { default: document } = await import('../../../docs/openapi/doorstep.json', { with: { type: 'json' } });
  return document;
};

/** A service without an address is told of, for its routes answer 503. */
function unary({ services, tls }: GatewayConfig, log: Log): UnaryHop {
  for (const service of new Set(routes.map((route) => route.service))) {
    if (services[service] === undefined) log.warn('service.unaddressed', { key: addressKey(service) });
  }
  return new UnaryHop(routes, services, transportOf(tls.services));
}

function handler(
  config: GatewayConfig,
  log: Log,
  redis: QuotaRedis,
  lanes: LaneHop,
  leaving: Leaving,
  metrics: Metrics,
  tracing: Tracing,
  revocations: Revocations,
): HttpHandler {
  const hop = new BoundHop(lanes, config.mostUnderWay);
  return new HttpHandler({
    ...{ registry, hop, log, metrics, tracing, router: new Router(routes), pages: pagesOf(openapi) },
    ...{ leaving: () => leaving.begun, timeoutMs: config.timeoutMs, corsOrigins: config.corsOrigins },
    ...{ fileTimeoutMs: config.fileTimeoutMs, mostFileBytes: config.mostFileBytes },
    proxies: new TrustedProxies(config.trustedProxies, config.forwardedBy),
    verifier: unlessRevoked(new TokenVerifier(config), revocations),
    quota: new Quota(redis.client, config.quotaPerSecond, config.quotaWindowSeconds),
  });
}

const providers: Provider[] = [
  Leaving,
  GatewayHealth,
  {
    provide: QuotaRedis,
    useFactory: ({ redisUrl, tls }: GatewayConfig, log: Log) => new QuotaRedis(redisUrl, log, redisTls(tls)),
    inject: [GatewayConfig, Log],
  },
  {
    provide: Revocations,
    useFactory: (config: GatewayConfig, log: Log) => new Revocations(config, log),
    inject: [GatewayConfig, Log],
  },
  { provide: UnaryHop, useFactory: unary, inject: [GatewayConfig, Log] },
  {
    provide: LaneHop,
    useFactory: (unary: UnaryHop, config: GatewayConfig) =>
      new LaneHop(unary, config.hop === 'lanes' ? config.services : {}, transportOf(config.tls.services)),
    inject: [UnaryHop, GatewayConfig],
  },
  {
    provide: HttpHandler,
    useFactory: handler,
    inject: [GatewayConfig, Log, QuotaRedis, LaneHop, Leaving, Metrics, Tracing, Revocations],
  },
  {
    provide: GatewayServer,
    useFactory: (...parts: ConstructorParameters<typeof GatewayServer>) => new GatewayServer(...parts),
    inject: [HttpHandler, GatewayConfig, Leaving],
  },
];

/** The gateway: what it is made of. One handler answers every request. */
@Module({ providers })
export class GatewayModule {}
