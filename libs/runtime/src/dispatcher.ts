import type { TokenVerifier } from '@doorstep/access';
import { DomainError } from '@doorstep/domain';
import { Server, ServerCredentials, status, type Metadata, type ServerUnaryCall } from '@grpc/grpc-js';
import { ServerGrpc, type MessageHandler } from '@nestjs/microservices';
import type { HealthImplementation } from 'grpc-health-check';
import { callerOf, incomingOf, withRequestId } from './caller.js';
import type { Config } from './config.js';
import { methodsOf, type Method } from './contract.js';
import type { Failure, Incoming } from './lane/frames.js';
import { LaneServer, type Serving } from './lane/lane-server.js';
import type { Log } from './log.js';
import { addReflection } from './reflection.js';
import { serviceName, type ServiceDefinition } from './serves.js';
import { detailsKey, statusOf } from './status.js';
import type { Metrics } from './telemetry/metrics.js';
import type { Tracing } from './telemetry/tracing.js';
import { compileRules, malformed, proved } from './validation.js';

/** What is counted and traced of each call. */
export interface Telemetry {
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

type Reply = (error: object | null, bytes?: Buffer) => void;

/** A method of the contract and what Nest bound to it. */
interface Served {
  readonly method: Method;
  readonly handler: MessageHandler | undefined;
}

/** What a call ends with that has no answer, as grpc-js takes it. */
interface Refused {
  readonly code: status;
  readonly details: string;
  readonly metadata?: Metadata;
}

/**
 * The only path from the wire to a handler: token → access rule → validation on the bytes → handler → status. It goes
 * by bytes on both sides, so that nothing is decoded for who is not admitted. Nest demands that it extends ServerGrpc.
 */
export class Dispatcher extends ServerGrpc implements Serving {
  /** Port on which it listens; 0 before it does. */
  port = 0;
  private readonly served = new Set<ServiceDefinition>();
  private readonly methods = new Map<string, Served>();
  private readonly lanes: LaneServer;
  private server: Server | undefined;

  constructor(
    private readonly config: Config,
    private readonly log: Log,
    private readonly verifier: TokenVerifier,
    private readonly health: HealthImplementation,
    private readonly telemetry: Telemetry,
  ) {
    super({ package: '', protoPath: '', url: config.bind });
    this.lanes = new LaneServer(this, config.maxConnectionAgeMs);
  }

  /** Names of the services that it serves, once Nest has bound them. */
  get services(): string[] {
    return [...this.served].map(serviceName);
  }

  /** Called by Nest for each method that `@Serves` binds. */
  override addHandler(
    path: string,
    handler: MessageHandler,
    isEvent?: boolean,
    extras?: { definition?: ServiceDefinition },
  ): void {
    super.addHandler(path, handler, isEvent);
    if (extras?.definition !== undefined) this.served.add(extras.definition);
  }

  override async createClient(): Promise<Server> {
    this.server = new Server(channelOptions(this.config));
    return this.server;
  }

  /** Binds every service, then listens: a call that comes first finds all of them. */
  override async bindEvents(): Promise<void> {
    const server = this.server;
    if (server === undefined) throw new Error('the server was not made');
    for (const definition of this.served) {
      const methods = methodsOf(definition);
      this.assertServed(methods);
      methods.forEach(({ input }) => compileRules(input));
      const entries = methods.map((method) => [method.name, method] as const);
      server.addService(
        Object.fromEntries(entries.map(([name, { rpc }]) => [name, inBytes(rpc.path)])),
        Object.fromEntries(entries.map(([name, method]) => [name, this.answerTo(method)])),
      );
    }
    this.lanes.addTo(server);
    this.health.addToServer(server);
    addReflection(server, this.services);
    this.port = await listening(server, this.config.bind);
  }

  /** Asks callers to go elsewhere with their next call. */
  drain(): void {
    this.lanes.drain();
  }

  /** Lets calls under way finish, within bounds. */
  override async close(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    this.drain();
    await new Promise<void>((resolve) => {
      const enough = setTimeout(() => {
        this.log.warn('drain.cut', { afterMs: this.config.drainMs });
        server.forceShutdown();
        resolve();
      }, this.config.drainMs);
      server.tryShutdown(() => {
        clearTimeout(enough);
        resolve();
      });
    });
  }

  private assertServed(methods: readonly Method[]): void {
    const missing = methods.filter(({ rpc }) => !this.messageHandlers.has(rpc.path)).map(({ name }) => name);
    if (missing.length > 0) throw new Error(`contract: no handler for ${missing.join(', ')}`);
  }

  private answerTo(method: Method) {
    const { path } = method.rpc;
    const served: Served = { method, handler: this.messageHandlers.get(path) };
    this.methods.set(path, served);
    return async (call: ServerUnaryCall<Buffer, Buffer>, reply: Reply): Promise<void> => {
      let bytes: Buffer;
      try {
        bytes = await this.serve(served, incomingOf(call));
      } catch (error) {
        return reply(this.refusal(error, path, String(call.metadata.get('traceparent')[0] ?? '')));
      }
      reply(null, bytes);
    };
  }

  /** Answers a call that came by a lane. */
  async answer(path: string, call: Incoming): Promise<Buffer> {
    const served = this.methods.get(path);
    if (served === undefined) throw new Unknown();
    return this.serve(served, call);
  }

  failure(error: unknown, path: string, { traceparent }: Incoming): Failure {
    const { code, details, metadata } = this.refusal(error, path, traceparent);
    const encoded = metadata?.get(detailsKey)[0];
    return { code, details, status: encoded instanceof Buffer ? encoded : new Uint8Array(0) };
  }

  private serve(served: Served, call: Incoming): Promise<Buffer> {
    const { tracing } = this.telemetry;
    const { name } = served.method;
    // What a service does of its own accord, as reading a journal, begins no trace.
    if (!tracing.on || call.traceparent === '') return this.measured(served, call);
    return tracing.run(name, { kind: 'server', parent: call.traceparent }, ({ traceparent }) =>
      this.measured(served, { ...call, traceparent }),
    );
  }

  private async measured(served: Served, call: Incoming): Promise<Buffer> {
    const start = performance.now();
    let code = 'OK';
    try {
      return await this.handle(served, call);
    } catch (error) {
      code = error instanceof DomainError ? error.kind : 'INTERNAL';
      throw error;
    } finally {
      const seconds = (performance.now() - start) / 1000;
      this.telemetry.metrics.observe('doorstep_rpc_duration_seconds', { rpc: served.method.name, code }, seconds);
    }
  }

  private async handle({ method, handler }: Served, call: Incoming): Promise<Buffer> {
    const claims = await this.verifier.verify(call.token);
    const caller = callerOf(claims, method, call);
    const bytes = proved(method.input, call.bytes, method.bound);
    const response: unknown = await handler?.(withRequestId(decoded(method, bytes)), caller);
    return method.rpc.responseSerialize(response as never);
  }

  private refusal(error: unknown, path: string, traceparent: string): Refused {
    if (error instanceof DomainError) return statusOf(error);
    if (error instanceof Unknown) return { code: status.UNIMPLEMENTED, details: 'no such method' };
    this.log.error('call.failed', { method: path.slice(1), trace: traceparent.split('-')[1] ?? '' }, error);
    return { code: status.INTERNAL, details: 'internal error' };
  }
}

/** A path that no method of ours has. */
class Unknown extends Error {}

/** ts-proto refuses what it cannot hold, as an int64 beyond 2⁵³. */
function decoded({ rpc, input }: Method, bytes: Uint8Array): object {
  try {
    return rpc.requestDeserialize(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch {
    throw malformed({ message: input.typeName });
  }
}

const same = (bytes: Buffer): Buffer => bytes;
const inBytes = (path: string) => ({
  path,
  requestStream: false,
  responseStream: false,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
});

const listening = (server: Server, bind: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(bind, ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });

const channelOptions = ({ maxConnectionAgeMs, drainMs }: Config) => ({
  'grpc.max_receive_message_length': 1024 * 1024,
  'grpc.max_send_message_length': 8 * 1024 * 1024,
  'grpc.max_concurrent_streams': 1_000,
  'grpc.max_metadata_size': 16 * 1024,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.max_connection_age_ms': maxConnectionAgeMs,
  'grpc.max_connection_age_grace_ms': drainMs,
});
