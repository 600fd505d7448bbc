import { open, anonymous } from '@doorstep/access';
import type { Caller } from '@doorstep/domain';
import { LaneServer, transportOf, type Failure, type Incoming, type Serving } from '@doorstep/hop';
import { Server, type Metadata, type ServerReadableStream, type ServerUnaryCall } from '@grpc/grpc-js';
import { ServerGrpc, type MessageHandler } from '@nestjs/microservices';
import type { HealthImplementation } from 'grpc-health-check';
import { answerToStream } from './calls/client-stream.js';
import { answerAsStream } from './calls/server-stream.js';
import type { Admit, Served } from './calls/served.js';
import type { Config } from './config.js';
import { methodsOf, type Method } from './contract/contract.js';
import type { Verifier } from './revocation/revocations.js';
import { serviceName, serviceOf, type ServiceDefinition } from './contract/serves.js';
import { compileRules, proved } from './contract/validation.js';
import type { Log } from './log.js';
import type { Local, Records } from './peers/records.js';
import { proveReferences } from './peers/references.js';
import type { CallTelemetry } from './telemetry/calls.js';
import { callerOf, incomingOf, withRequestId } from './wire/caller.js';
import { traceparentIn } from './wire/identifiers.js';
import { addReflection } from './wire/reflection.js';
import { callable, refused, Unknown, type Refused } from './wire/refused.js';
import { decoded } from './wire/requests.js';
import { channelOptions, inBytes, listening, shutDown } from './wire/server.js';
import { detailsKey } from './wire/status.js';
import type { Answers } from './wire/streaming.js';

type Reply = (error: object | null, bytes?: Buffer) => void;

/** How grpc-js hands over a call of any kind. */
type Handler =
  | ((call: ServerUnaryCall<Buffer, Buffer>, reply: Reply) => Promise<void>)
  | ((call: ServerReadableStream<Buffer, Buffer>, reply: Reply) => Promise<void>)
  | ((call: Answers) => Promise<void>);

/**
 * The only path from the wire to a handler: token → access rule → validation on the bytes → handler → status. It goes
 * by bytes on both sides, so that nothing is decoded for who is not admitted. Nest demands that it extends ServerGrpc.
 */
export class Dispatcher extends ServerGrpc implements Serving, Local {
  /** Port on which it listens; 0 before it does. */
  port = 0;
  /** Proves what a command refers to; given before it listens. */
  records: Records | undefined;
  private readonly served = new Set<ServiceDefinition>();
  private readonly methods = new Map<string, Served>();
  private readonly lanes: LaneServer;
  private readonly bound = Promise.withResolvers<true>();
  private server: Server | undefined;

  constructor(
    private readonly config: Config,
    private readonly log: Log,
    private readonly verifier: Verifier,
    private readonly health: HealthImplementation,
    private readonly telemetry: CallTelemetry,
  ) {
    super({ package: '', protoPath: '', url: config.bind });
    this.lanes = new LaneServer(this, config.maxConnectionAgeMs);
  }

  /** Names of the services that it serves, once Nest has bound them. */
  get services(): string[] {
    return [...this.served].map(serviceName);
  }

  is(service: string): boolean {
    return [...this.served].some((definition) => serviceOf(definition) === service);
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
        Object.fromEntries(entries.map(([name, { rpc }]) => [name, inBytes(rpc)])),
        Object.fromEntries(entries.map(([name, method]) => [name, this.answerTo(method)])),
      );
    }
    this.bound.resolve(true);
    this.lanes.addTo(server);
    this.health.addToServer(server);
    addReflection(server, this.services);
    this.port = await listening(server, this.config.bind, transportOf(this.config.tls.services));
  }

  /** Opens lanes to callers, or asks those who have one to go elsewhere: by whether the process is ready. */
  welcome(ready: boolean): void {
    this.lanes.welcome(ready);
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
    const { drainMs } = this.config;
    if (!(await shutDown(server, drainMs))) this.log.warn('drain.cut', { afterMs: drainMs });
  }

  private assertServed(methods: readonly Method[]): void {
    const missing = methods.filter(({ rpc }) => !this.messageHandlers.has(rpc.path)).map(({ name }) => name);
    if (missing.length > 0) throw new Error(`contract: no handler for ${missing.join(', ')}`);
  }

  private answerTo(method: Method): Handler {
    const { path, requestStream, responseStream } = method.rpc;
    const served: Served = { method, handler: this.messageHandlers.get(path) };
    if (responseStream) return (call: Answers) => this.giveStream(served, call);
    if (requestStream) {
      return (call: ServerReadableStream<Buffer, Buffer>, reply: Reply) =>
        this.reply(reply, call, path, () =>
          this.telemetry.counted(method.name, () => answerToStream(served, call, this.admit)),
        );
    }
    this.methods.set(path, served);
    return (call: ServerUnaryCall<Buffer, Buffer>, reply: Reply) =>
      this.reply(reply, call, path, () => this.serve(served, incomingOf(call, call.request)));
  }

  private async reply(
    reply: Reply,
    { metadata }: { readonly metadata: Metadata },
    path: string,
    answer: () => Promise<Buffer>,
  ): Promise<void> {
    let bytes: Buffer;
    try {
      bytes = await answer();
    } catch (error) {
      return reply(this.refusal(error, path, traceOf(metadata)));
    }
    reply(null, bytes);
  }

  private async giveStream(served: Served, call: Answers): Promise<void> {
    const { name, rpc } = served.method;
    try {
      await this.telemetry.counted(name, () => answerAsStream(served, call, this.admit));
    } catch (error) {
      call.emit('error', this.refusal(error, rpc.path, traceOf(call.metadata)));
    }
  }

  /** Whether a call by this path is answered here. */
  serves(path: string): boolean {
    return this.methods.has(path);
  }

  /** Answers a call that came by a lane, or from this process. */
  async answer(path: string, call: Incoming): Promise<Buffer> {
    const served = this.methods.get(path);
    if (served === undefined) throw new Unknown();
    return this.serve(served, call);
  }

  async act(path: string, request: Uint8Array, caller: Caller): Promise<unknown> {
    await this.bound.promise;
    const served = this.methods.get(path);
    if (served === undefined) throw new Unknown();
    // A cell of a sheet may have lines, where a person saw them.
    return this.perform(served, request, caller, false);
  }

  async *stream(path: string, request: unknown, caller: Caller): AsyncGenerator {
    await this.bound.promise;
    const handler = this.messageHandlers.get(path);
    if (handler === undefined) throw new Unknown();
    yield* (await handler(request, caller)) as AsyncIterable<unknown>;
  }

  failure(error: unknown, path: string, { traceparent }: Incoming): Failure {
    const { code, details, metadata } = this.refusal(error, path, traceparent);
    const encoded = metadata?.get(detailsKey)[0];
    return { code, details, status: encoded instanceof Buffer ? encoded : new Uint8Array(0) };
  }

  private readonly admit: Admit = async (method, call) => {
    const claims = call.token === '' && open(method.grants) ? anonymous : await this.verifier.verify(call.token);
    return callerOf(claims, method, call);
  };

  private serve(served: Served, call: Incoming): Promise<Buffer> {
    const { method } = served;
    return this.telemetry.traced(method.name, call, async (traced) => {
      const response = await this.perform(served, traced.bytes, await this.admit(method, traced));
      return method.rpc.responseSerialize(response as never);
    });
  }

  /** What an RPC does for a caller who is admitted. Throws the refusal. */
  private async perform(
    { method, handler }: Served,
    request: Uint8Array,
    caller: Caller,
    lines = true,
  ): Promise<unknown> {
    const bytes = proved(method, request, lines);
    if (this.records) await proveReferences(method, bytes, caller, this.records);
    try {
      return await handler?.(withRequestId(decoded(method, bytes)), caller);
    } catch (error) {
      throw callable(error);
    }
  }

  private refusal(error: unknown, path: string, traceparent: string): Refused {
    return refused(error, () =>
      this.log.error('call.failed', { method: path.slice(1), trace: traceparentIn(traceparent).slice(3, 35) }, error),
    );
  }
}

const traceOf = (metadata: Metadata): string => String(metadata.get('traceparent')[0] ?? '');
