import { ServiceToken } from '@doorstep/access';
import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { Peers } from '../peers/peers.js';
import { Health } from './health.js';
import { peersIndicator, tokenIndicator } from './indicators.js';

/** What every service depends on besides its store. */
@Injectable()
export class RuntimeHealth {
  constructor(health: Health, terminus: HealthIndicatorService, token: ServiceToken, peers: Peers) {
    health.add(tokenIndicator(terminus, token));
    health.add(peersIndicator(terminus, () => peers.states()));
  }
}
