import { ServiceToken, TokenVerifier } from '@doorstep/access';
import {
  Catch,
  Global,
  Module,
  type DynamicModule,
  type ExceptionFilter,
  type INestMicroservice,
  type LoggerService,
  type Provider,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomStrategy } from '@nestjs/microservices';
import { HealthImplementation } from 'grpc-health-check';
import { Config, serviceConfig } from './config.js';
import { Dispatcher, type Telemetry } from './dispatcher.js';
import { Log, nestLogger } from './log.js';
import { declaredPeers, Peers } from './peers/peers.js';
import { assertMemory, assertIssuer } from './surroundings.js';
import { Metrics } from './telemetry/metrics.js';
import { openOperations } from './telemetry/operations.js';
import { openTracing } from './telemetry/open-tracing.js';
import { Tracing } from './telemetry/tracing.js';
import { Handlers, OwnedRecords, Records, type Local } from './peers/records.js';
import { KnownServices, Services } from './peers/services.js';

/** A service that answers. */
export interface RunningService {
  readonly port: number;
  /** Port of `/metrics`; 0 where nothing is counted. */
  readonly metricsPort: number;
  /** Something that was made for injection. Throws where there is none. */
  get<T>(token: abstract new (...args: never[]) => T): T;
  /** Not ready → drain → close. */
  close(): Promise<void>;
}

/** Nest turns an error that it does not know into one that says nothing; the dispatcher must see it as it is. */
@Catch()
class Rethrow implements ExceptionFilter {
  catch(error: unknown): never {
    throw error;
  }
}

@Global()
@Module({})
class RuntimeModule {}

type Options = CustomStrategy & { readonly logger: LoggerService; readonly abortOnError: boolean };
/** How Nest makes the application; a test puts stand-ins into it. */
export type Create = (root: DynamicModule, options: Options) => Promise<INestMicroservice>;

/** Starts a module's services on gRPC by a configuration. Throws where contract, rules or surroundings do not allow it. */
export async function boot(
  module: Type,
  config: Config,
  log: Log,
  create: Create = (root, options) => NestFactory.createMicroservice(root, options),
): Promise<RunningService> {
  const health = new HealthImplementation({ '': 'NOT_SERVING' });
  const operations = await openOperations(config.telemetry, config.service);
  const tracing = await openTracing(config.telemetry, config.service);
  const telemetry = { metrics: operations.metrics, tracing };
  log.traceparent = () => tracing.current();
  const dispatcher = new Dispatcher(config, log, new TokenVerifier(config), health, telemetry);
  const shared = wiring(config, log, telemetry, dispatcher);
  const root: DynamicModule = { module: RuntimeModule, imports: [module], ...shared };
  const end = async (): Promise<void> => {
    await app.close();
    await Promise.all([tracing.close(), operations.close()]);
  };
  const app = await create(root, { strategy: dispatcher, logger: nestLogger(log), abortOnError: false });
  app.useGlobalFilters(new Rethrow());
  dispatcher.records = app.get(Records);
  await app.listen().catch(async (error: unknown) => {
    await end().catch(() => undefined); // the first error is the one to be told
    throw error;
  });
  const serve = (state: 'SERVING' | 'NOT_SERVING'): void =>
    ['', ...dispatcher.services].forEach((service) => health.setStatus(service, state));
  serve('SERVING');
  return {
    port: dispatcher.port,
    metricsPort: operations.port,
    get: (token) => app.get(token as Type, { strict: false }),
    async close() {
      serve('NOT_SERVING');
      dispatcher.drain();
      await new Promise((resolve) => setTimeout(resolve, config.shutdownDelayMs));
      await end();
    },
  };
}

function wiring(
  config: Config,
  log: Log,
  { metrics, tracing }: Telemetry,
  local: Local,
): { providers: Provider[]; exports: Provider[] } {
  const shared: Provider[] = [
    { provide: Config, useValue: config },
    { provide: Log, useValue: log },
    { provide: Metrics, useValue: metrics },
    { provide: Tracing, useValue: tracing },
    { provide: ServiceToken, useValue: new ServiceToken(config) },
    { provide: Peers, useFactory: (token: ServiceToken) => new Peers(config, token, tracing), inject: [ServiceToken] },
    {
      provide: Records,
      useFactory: (peers: Peers, token: ServiceToken) => new OwnedRecords(peers, local, token),
      inject: [Peers, ServiceToken],
    },
    {
      provide: Services,
      useFactory: (peers: Peers) => new KnownServices(peers, local),
      inject: [Peers],
    },
    { provide: Handlers, useValue: { perform: (...call: Parameters<Local['act']>) => local.act(...call) } },
    ...[...declaredPeers()].map(([provide, useFactory]) => ({ provide, useFactory, inject: [Peers] })),
  ];
  return { providers: shared, exports: shared };
}

/** The whole of an app's `main.ts`: configuration, boot, readiness, orderly end. Ends the process with 1 where it cannot. */
export async function serve(module: Type): Promise<void> {
  const log = Log.of(process.env);
  try {
    const config = serviceConfig(process.env);
    assertMemory();
    await assertIssuer(config.issuer);
    const running = await boot(module, config, log);
    endOnSignal(running, log);
    log.info('ready', { port: running.port });
    process.send?.({ ready: true, port: running.port });
  } catch (error) {
    log.error('boot.failed', {}, error);
    process.exit(1);
  }
}

function endOnSignal(running: RunningService, log: Log): void {
  const end = (signal: string): void => {
    log.info('ending', { signal });
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('end.failed', {}, error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, end);
}
