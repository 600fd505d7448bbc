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
import { collectStart } from './collect-start.js';
import { Config, serviceConfig } from './config.js';
import { Dispatcher } from './dispatcher.js';
import { Log, nestLogger } from './log.js';
import { declaredPeers, Peers } from './peers/peers.js';
import { endOnSignal } from './end-on-signal.js';
import { Health } from './health/health.js';
import { HealthModule } from './health/health.module.js';
import { openOperations } from './health/operations.js';
import { Openings } from './openings.js';
import { RuntimeHealth } from './health/runtime-health.js';
import { Revocations, unlessRevoked } from './revocation/revocations.js';
import { assertMemory, assertIssuer } from './surroundings.js';
import { assertProtected } from './tls/tls.config.js';
import { CallTelemetry, type Telemetry } from './telemetry/calls.js';
import { Metrics } from './telemetry/metrics.js';
import { openTracing } from './telemetry/open-tracing.js';
import { Tracing } from './telemetry/tracing.js';
import { Handlers, OwnedRecords, Records, type Local } from './peers/records.js';
import { KnownServices, Services } from './peers/services.js';

/** A service that answers. */
export interface RunningService {
  readonly port: number;
  /** Port of `/livez`, `/readyz` and `/metrics`. */
  readonly operationsPort: number;
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
  const operations = await openOperations(config.telemetry, config.service);
  const tracing = await openTracing(config.telemetry, config.service);
  const close = () => Promise.all([tracing.close(), operations.close()]);
  log.traceparent = () => tracing.current();
  try {
    const opened = await openApp(module, config, log, { metrics: operations.metrics, tracing }, create);
    operations.follow(opened.health);
    return {
      port: opened.dispatcher.port,
      operationsPort: operations.port,
      get: (token) => opened.app.get(token as Type, { strict: false }),
      async close() {
        opened.health.leave();
        opened.dispatcher.drain();
        await new Promise((resolve) => setTimeout(resolve, config.shutdownDelayMs));
        await opened.app.close();
        await close();
      },
    };
  } catch (error) {
    await close().catch(() => undefined); // the first error is the one to be told
    throw error;
  }
}

/** An application that serves, and knows how it is. */
interface Opened {
  readonly app: INestMicroservice;
  readonly dispatcher: Dispatcher;
  readonly health: Health;
}

async function openApp(module: Type, config: Config, log: Log, telemetry: Telemetry, create: Create): Promise<Opened> {
  const grpc = new HealthImplementation({ '': 'NOT_SERVING' });
  const revocations = new Revocations(config, log);
  const verifier = unlessRevoked(new TokenVerifier(config), revocations);
  const dispatcher = new Dispatcher(config, log, verifier, grpc, new CallTelemetry(telemetry));
  const openings = new Openings();
  const shared = wiring(config, log, telemetry, dispatcher, revocations, openings);
  const root: DynamicModule = { module: RuntimeModule, imports: [HealthModule, module], ...shared };
  let app: INestMicroservice | undefined;
  try {
    app = await create(root, { strategy: dispatcher, logger: nestLogger(log), abortOnError: false });
    app.useGlobalFilters(new Rethrow());
    dispatcher.records = app.get(Records);
    await app.listen();
    const health = app.get(Health, { strict: false });
    const tell = (ready: boolean): void => {
      dispatcher.welcome(ready);
      ['', ...dispatcher.services].forEach((service) => grpc.setStatus(service, ready ? 'SERVING' : 'NOT_SERVING'));
    };
    tell(false);
    health.follow(tell);
    await health.start();
    return { app, dispatcher, health };
  } catch (error) {
    await app?.close().catch(() => undefined); // the first error is the one to be told
    await openings.close();
    throw error;
  }
}

function wiring(
  config: Config,
  log: Log,
  { metrics, tracing }: Telemetry,
  local: Local,
  revocations: Revocations,
  openings: Openings,
): { providers: Provider[]; exports: Provider[] } {
  const shared: Provider[] = [
    { provide: Config, useValue: config },
    { provide: Log, useValue: log },
    { provide: Metrics, useValue: metrics },
    { provide: Tracing, useValue: tracing },
    { provide: Openings, useValue: openings },
    { provide: Revocations, useFactory: () => revocations },
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
    RuntimeHealth,
    ...[...declaredPeers()].map(([provide, useFactory]) => ({ provide, useFactory, inject: [Peers] })),
  ];
  return { providers: shared, exports: shared };
}

/** The whole of an app's `main.ts`: configuration, boot, readiness, orderly end. Ends the process with 1 where it cannot. */
export async function serve(module: Type): Promise<void> {
  const log = Log.of(process.env);
  try {
    const config = serviceConfig(process.env);
    log.now = config.now;
    assertProtected(config);
    assertMemory();
    await assertIssuer(config.issuer);
    const running = await boot(module, config, log);
    endOnSignal(() => running.close(), log);
    collectStart();
    log.info('ready', { port: running.port, operationsPort: running.operationsPort });
    process.send?.({ ready: true, port: running.port });
  } catch (error) {
    log.error('boot.failed', {}, error);
    process.exit(1);
  }
}
