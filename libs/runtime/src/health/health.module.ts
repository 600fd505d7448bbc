import { Global, Module } from '@nestjs/common';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { Log } from '../log.js';
import { Health } from './health.js';

// Health logs changes; Terminus would log each look that finds something.
const terminus = TerminusModule.forRoot({ logger: false });

/** How a process is; any module adds indicators of what it owns. */
@Global()
@Module({
  imports: [terminus],
  providers: [
    {
      provide: Health,
      useFactory: (checks: HealthCheckService, log: Log) => new Health(checks, log),
      inject: [HealthCheckService, Log],
    },
  ],
  exports: [Health, TerminusModule],
})
export class HealthModule {}
