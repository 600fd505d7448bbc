import {
  assertIssuer,
  assertMemory,
  assertProtected,
  endOnSignal,
  Health,
  HealthModule,
  Log,
  Metrics,
  nestLogger,
  openOperations,
  openTracing,
  Tracing,
} from '@doorstep/runtime';
import { Global, Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GatewayServer } from './http-server.js';
import { GatewayConfig, gatewayConfig } from './gateway.config.js';
import { GatewayModule } from './gateway.module.js';

/** A gateway that answers. */
export interface RunningGateway {
  readonly port: number;
  /** Port of `/livez`, `/readyz` and `/metrics`. */
  readonly operationsPort: number;
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
  const close = () => Promise.all([tracing.close(), operations.close()]);
  const given = [
    { provide: GatewayConfig, useValue: config },
    { provide: Log, useValue: log },
    { provide: Metrics, useValue: operations.metrics },
    { provide: Tracing, useValue: tracing },
  ];
  const root: DynamicModule = {
    module: GivenModule,
    imports: [HealthModule, GatewayModule],
    providers: given,
    exports: given,
  };
  let app: INestApplicationContext | undefined;
  try {
    const opened = (app = await NestFactory.createApplicationContext(root, {
      logger: nestLogger(log),
      abortOnError: false,
    }));
    const health = app.get(Health, { strict: false });
    const port = await app.get(GatewayServer, { strict: false }).listen();
    await health.start();
    operations.follow(health);
    const end = async (): Promise<void> => {
      await opened.close();
      await close();
    };
    return { port, operationsPort: operations.port, close: end };
  } catch (error) {
    await app?.close().catch(() => undefined); // the first error is the one to be told
    await close().catch(() => undefined);
    throw error;
  }
}

/** The whole of `main.ts`: configuration, opening, readiness, orderly end. Ends the process with 1 where it cannot. */
export async function serve(): Promise<void> {
  const log = Log.of(process.env);
  try {
    const config = gatewayConfig(process.env);
    log.now = config.now;
    assertProtected(config);
    assertMemory();
    await assertIssuer(config.issuer);
    const gateway = await open(config, log);
    endOnSignal(() => gateway.close(), log);
    log.info('ready', { port: gateway.port, operationsPort: gateway.operationsPort });
    process.send?.({ ready: true, port: gateway.port });
  } catch (error) {
    log.error('boot.failed', {}, error);
    process.exit(1);
  }
}
