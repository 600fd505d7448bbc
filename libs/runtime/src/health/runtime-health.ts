import { ServiceToken } from '@doorstep/access';
import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { Peers } from '../peers/peers.js';
import { Health } from './health.js';
import { tokenIndicator } from './indicators.js';
import { peersIndicator } from './peers-indicator.js';

/** What every service depends on besides its store. */
@Injectable()
export class RuntimeHealth {
  constructor(health: Health, terminus: HealthIndicatorService, token: ServiceToken, peers: Peers) {
    health.add(tokenIndicator(terminus, token));
    health.add(peersIndicator(terminus, () => peers.open()));
  }
}
