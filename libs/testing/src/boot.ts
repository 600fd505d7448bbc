import { randomUUID } from 'node:crypto';
import type { Caller } from '@doorstep/domain';
import { deadlineIn } from '@doorstep/hop';
import {
  boot,
  failed,
  Log,
  exchangeStreams,
  receiveStream,
  sendStream,
  serviceConfig,
  unary,
  type Create,
  type Rpc,
  type RunningService,
  type ServiceDefinition,
} from '@doorstep/runtime';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { mongo } from 'mongoose';
import type { Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { startIssuer, type TestIssuer } from './identity/issuer.js';

export { reasonOf } from './outcome.js';
export { eventually } from './eventually.js';
export { person } from './person.js';
export { vouching } from './vouching.js';

/** The generated interface with requests of which a test says only what matters to it. */
type TestClient<D extends ServiceDefinition> = {
  readonly [K in keyof D]: D[K] extends {
    requestSerialize(message: infer Request): Buffer;
    responseDeserialize(bytes: Buffer): infer Response;
  }
    ? D[K]['requestStream'] extends true
      ? (
          requests: AsyncIterable<Partial<Request>> | Iterable<Partial<Request>>,
        ) => D[K]['responseStream'] extends true ? AsyncGenerator<Response> : Promise<Response>
      : D[K]['responseStream'] extends true
        ? (request?: Partial<Request>) => AsyncGenerator<Response>
        : (request?: Partial<Request>) => Promise<Response>
    : never;
};

/** A real service on real gRPC and a database of its own. */
export interface Running<D extends ServiceDefinition> extends RunningService {
  readonly issuer: TestIssuer;
  /** The service as a caller sees it, with a real token for the caller's claims, purpose and principal. */
  as(caller: Caller): TestClient<D>;
  /** The service as seen with any metadata, for tokens that are missing, spoilt or forged. */
  with(metadata: Metadata | Promise<Metadata>): TestClient<D>;
  /** One call with bytes as they are, for requests that no client would make. */
  send(caller: Caller, method: keyof D & string, bytes: Uint8Array): Promise<object>;
}

/** A stand-in for what is injected under a token: a peer, a clock. */
export type Fake = readonly [token: symbol | Type | (abstract new () => object), fake: unknown];

/** What a service finds around it besides the servers of the run. */
export interface Surroundings {
  /** Issuer of the tokens; one of its own where absent. */
  readonly issuer?: TestIssuer;
  /** Further configuration, as addresses of peers. */
  readonly environment?: Readonly<Record<string, string>>;
}

const patienceMs = 20_000;

/** Boots a module's service as `main.ts` would, on the mongod and Redis of the run; `fakes` stand in for peers and clock. */
export async function bootService<D extends ServiceDefinition>(
  module: Type,
  definition: D,
  fakes: readonly Fake[] = [],
  around: Surroundings = {},
): Promise<Running<D>> {
  const issuer = around.issuer ?? (await startIssuer());
  const database = `test_${randomUUID().slice(0, 8)}`;
  const config = serviceConfig({ ...process.env, ...environment(issuer.url, database), ...around.environment });
  const service = await boot(module, config, new Log('test', config.logLevel), creating(fakes)).catch(
    async (error: unknown) => {
      if (around.issuer === undefined) await issuer.close();
      throw error;
    },
  );
  const channel = new Client(`127.0.0.1:${service.port}`, credentials.createInsecure());
  const at = (metadata: Metadata | Promise<Metadata>): TestClient<D> => client(channel, definition, metadata);
  return {
    port: service.port,
    operationsPort: service.operationsPort,
    issuer,
    get: (token) => service.get(token),
    as: (caller) => at(metadataOf(issuer, caller)),
    with: at,
    async send(caller, method, bytes) {
      const rpc = definition[method];
      if (rpc === undefined) throw new Error(`no method ${method}`);
      const raw = { ...rpc, requestSerialize: () => Buffer.from(bytes) };
      return unary('test', channel, raw, {}, await metadataOf(issuer, caller), soon());
    },
    async close() {
      channel.close();
      await service.close();
      if (around.issuer === undefined) await issuer.close();
      await drop(config.mongoUri, database);
    },
  };
}

const creating =
  (fakes: readonly Fake[]): Create =>
  async (root, options) => {
    const builder = Test.createTestingModule({ imports: [root] });
    for (const [token, fake] of fakes) builder.overrideProvider(token).useValue(fake);
    return (await builder.compile()).createNestMicroservice(options);
  };

const soon = (): Date => deadlineIn(patienceMs);

const environment = (issuer: string, database: string) => ({
  DOORSTEP_SERVICE: 'test',
  DOORSTEP_MONGO_DB: database,
  DOORSTEP_ISSUER: issuer,
  DOORSTEP_CLIENT_ID: 'test',
  DOORSTEP_CLIENT_SECRET: 'test',
  DOORSTEP_BIND: '127.0.0.1:0',
  DOORSTEP_LOG_LEVEL: process.env['DOORSTEP_LOG_LEVEL'] ?? 'error',
});

async function metadataOf(issuer: TestIssuer, caller: Caller): Promise<Metadata> {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${await issuer.tokenFor(caller)}`);
  if (caller.purpose !== '') metadata.set('x-purpose', caller.purpose);
  if (caller.onBehalfOf !== '') metadata.set('x-on-behalf-of', caller.onBehalfOf);
  return metadata;
}

function client<D extends ServiceDefinition>(
  channel: Client,
  definition: D,
  metadata: Metadata | Promise<Metadata>,
): TestClient<D> {
  const methods = Object.entries(definition).map(([name, rpc]) => [name, callOf(channel, rpc, metadata)] as const);
  return Object.fromEntries(methods) as TestClient<D>;
}

type Requests = AsyncIterable<object> | Iterable<object>;

function callOf(channel: Client, rpc: Rpc, metadata: Metadata | Promise<Metadata>) {
  const blank = rpc.requestDeserialize(Buffer.alloc(0));
  const calling = async () => ({ metadata: await metadata, deadline: soon() });
  if (rpc.requestStream && rpc.responseStream) {
    return async function* (requests: Requests) {
      try {
        yield* exchangeStreams(channel, rpc, filled(requests, blank), await calling());
      } catch (error) {
        refusing(error);
      }
    };
  }
  if (rpc.requestStream) {
    return async (requests: Requests) =>
      sendStream(channel, rpc, filled(requests, blank), await calling()).catch(refusing);
  }
  if (rpc.responseStream) {
    return async function* (request: object = {}) {
      try {
        yield* receiveStream(channel, rpc, { ...blank, ...request }, await calling());
      } catch (error) {
        refusing(error);
      }
    };
  }
  return async (request: object = {}) => unary('test', channel, rpc, { ...blank, ...request }, await metadata, soon());
}

async function* filled(requests: Requests, blank: object): AsyncGenerator<object> {
  for await (const request of requests) yield { ...blank, ...request };
}

/** Throws the refusal that a stream ended with. */
function refusing(error: unknown): never {
  throw failed(error as ServiceError, 'test');
}

async function drop(uri: string, database: string): Promise<void> {
  await using connection = await new mongo.MongoClient(uri).connect();
  await connection.db(database).dropDatabase();
}
