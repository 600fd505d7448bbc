import {
  assertIssuer,
  assertMemory,
  Log,
  Metrics,
  nestLogger,
  openOperations,
  openTracing,
  Tracing,
} from '@doorstep/runtime';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Entrance } from './entrance.js';
import { GatewayConfig, gatewayConfig } from './gateway.config.js';
import { GatewayModule } from './gateway.module.js';

/** A gateway that answers. */
export interface RunningGateway {
  readonly port: number;
  /** Port of `/metrics`; 0 where nothing is counted. */
  readonly metricsPort: number;
  /** Not ready → drain → close. */
  close(): Promise<void>;
}

@Global()
@Module({})
class GivenModule {}

/** Opens the gateway by a configuration. Throws where it cannot listen. */
export async function open(config: GatewayConfig, log: Log): Promise<RunningGateway> {
  const operations = await openOperations(config.telemetry, config.service);
  const tracing = await openTracing(config.telemetry, config.service, true);
  const given = [
    { provide: GatewayConfig, useValue: config },
    { provide: Log, useValue: log },
    { provide: Metrics, useValue: operations.metrics },
    { provide: Tracing, useValue: tracing },
  ];
  const root: DynamicModule = { module: GivenModule, imports: [GatewayModule], providers: given, exports: given };
  const app = await NestFactory.createApplicationContext(root, { logger: nestLogger(log), abortOnError: false });
  const port = await app.get(Entrance, { strict: false }).listen();
  const close = async (): Promise<void> => {
    await app.close();
    await Promise.all([tracing.close(), operations.close()]);
  };
  return { port, metricsPort: operations.port, close };
}

/** The whole of `main.ts`: configuration, opening, readiness, orderly end. Ends the process with 1 where it cannot. */
export async function serve(): Promise<void> {
  const log = Log.of(process.env);
  try {
    const config = gatewayConfig(process.env);
    assertMemory();
    await assertIssuer(config.issuer);
    const gateway = await open(config, log);
    for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void end(gateway, log, signal));
    log.info('ready', { port: gateway.port });
    process.send?.({ ready: true, port: gateway.port });
  } catch (error) {
    log.error('boot.failed', {}, error);
    process.exit(1);
  }
}

async function end(gateway: RunningGateway, log: Log, signal: string): Promise<void> {
  log.info('ending', { signal });
  await gateway.close();
  process.exit(0);
}
