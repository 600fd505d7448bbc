import { discover } from '@doorstep/access';
import { Health, lookWithinMs, peersIndicator, redisIndicator, told } from '@doorstep/runtime';
import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { GatewayConfig } from './gateway.config.js';
import { LaneHop } from './hop/lane-hop.js';
import { QuotaRedis } from './quota-redis.js';

/** How long an answer of the issuer stands: it has others to answer, too. */
const issuerKeptMs = 15_000;

/**
 * Nothing of this makes a gateway unready: it counts for itself without Redis, knows the issuer's keys for a while, and
 * answers for each service that is away. A balancer that took all gateways off would answer worse.
 */
@Injectable()
export class GatewayHealth {
  constructor(
    health: Health,
    terminus: HealthIndicatorService,
    { issuer }: GatewayConfig,
    { client }: QuotaRedis,
    hop: LaneHop,
  ) {
    const asked = async (): Promise<void> => {
      await discover(issuer).catch(() => {
        throw new Error('the identity provider does not answer');
      });
    };
    health.add(async () =>
      told(await terminus.check('issuer').attempt(asked).withTimeout(lookWithinMs).cacheFor(issuerKeptMs)),
    );
    health.add(redisIndicator(terminus, client, 'this gateway counts quotas for itself'));
    health.add(peersIndicator(terminus, () => hop.channels));
  }
}
