import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { registry } from '@doorstep/access';
import { failure } from '@doorstep/domain';
import { LaneServer, type CallContext, type Failure, type Incoming } from '@doorstep/hop';
import { statusOf, detailsKey } from '@doorstep/runtime';
import { eventually } from '@doorstep/testing';
import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { routesOf } from '../contract/routes.js';
import { LaneHop } from './lane-hop.js';
import { UnaryHop } from './unary.js';

const routes = routesOf(registry);
const routeOf = (rpc: string) => {
  const route = routes.find((one) => one.rpc.endsWith(rpc));
  if (route === undefined) throw new Error(`no route ${rpc}`);
  return route;
};
const get = routeOf('NeedService/GetNeed');
const stale = failure('ABORTED', 'STALE_ETAG', '已修改', 'changed', { zh: '改', en: 'mend it' });
const same = (bytes: Buffer): Buffer => bytes;

/** Longest age of a connection, and when its lane is given up. */
const [longestMs, wornMs] = [3_600_000, 2_700_000];
const patienceMs = 20_000;

/** A replica that answers on lanes and, where it says so, unary; each call waits until it is let go. */
class Replica {
  readonly seen: { readonly path: string; readonly call: Incoming }[] = [];
  readonly unary: string[] = [];
  /** What a call ends with; a promise holds it up. */
  answer: (call: Incoming) => Promise<Uint8Array> = ({ bytes }) => Promise.resolve(bytes);
  readonly server = new Server();
  readonly lanes: LaneServer;

  constructor() {
    this.lanes = new LaneServer(
      {
        answer: (path, call) => {
          // A view into the batch: it is kept longer than a handler keeps it.
          this.seen.push({ path, call: { ...call, bytes: Buffer.from(call.bytes) } });
          return this.answer(call);
        },
        failure: (error): Failure => {
          const { code, details, metadata } = statusOf(error as ReturnType<typeof stale>);
          return { code, details, status: metadata.get(detailsKey)[0] as Buffer };
        },
      },
      longestMs,
    );
  }

  async start(port = 0, withLanes = true): Promise<number> {
    if (withLanes) this.lanes.addTo(this.server);
    const codec = {
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    };
    const unary = (call: ServerUnaryCall<Buffer, Buffer>, reply: sendUnaryData<Buffer>): void => {
      this.unary.push(call.request.toString());
      reply(null, call.request);
    };
    this.server.addService(
      { get: { path: get.rpc, requestStream: false, responseStream: false, ...codec } },
      { get: unary },
    );
    return new Promise((resolve, reject) =>
      this.server.bindAsync(`127.0.0.1:${String(port)}`, ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
  }
}

const ends: (() => void)[] = [];
afterEach(() => {
  jest.restoreAllMocks();
  ends.splice(0).forEach((end) => end());
});

async function hopTo(replica: Replica, withLanes = true): Promise<LaneHop> {
  return hopAt(`127.0.0.1:${String(await started(replica, 0, withLanes))}`);
}

async function started(replica: Replica, port = 0, withLanes = true): Promise<number> {
  ends.push(() => replica.server.forceShutdown());
  return replica.start(port, withLanes);
}

function hopAt(address: string): LaneHop {
  const unary = new UnaryHop(routes, { matching: address });
  const hop = new LaneHop(unary, { matching: address });
  ends.push(() => {
    hop.onApplicationShutdown();
    unary.onApplicationShutdown();
  });
  return hop;
}

/** Until its calls go by a lane. */
const onLanes = (hop: LaneHop, replica: Replica): Promise<void> =>
  eventually(async () => {
    const before = replica.seen.length;
    await hop.call(get, Buffer.from('probe'), context());
    expect(replica.seen.length).toBeGreaterThan(before);
  });

const context = (over: Partial<CallContext> = {}): CallContext => ({
  token: 't0ken',
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  purpose: 'call-back',
  onBehalfOf: 'li',
  deadline: new Date(Date.now() + patienceMs),
  onGone: () => undefined,
  ...over,
});
/** Calls that arrived, by lane or not. */
const takenBy = (replicas: readonly Replica[]): number =>
  replicas.reduce((sum, { seen, unary }) => sum + seen.length + unary.length, 0);
const said = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const endOf = (call: Promise<unknown>): Promise<unknown> => call.then(String, (error: unknown) => error);

describe('a call by lane', () => {
  it('carries token, trace, purpose, principal and deadline, and answers its own', async () => {
    const replica = new Replica();
    const hop = await hopTo(replica);
    await onLanes(hop, replica);
    replica.seen.length = 0;
    const texts = Array.from({ length: 100 }, (_, i) => `need ${String(i)} 助餐`);
    const asked = context();
    const answers = await Promise.all(texts.map((text) => hop.call(get, Buffer.from(text), asked)));
    expect(answers.map(said)).toEqual(texts);
    const { path, call } = replica.seen[0] ?? {};
    const { token, traceparent, purpose, onBehalfOf, deadline } = asked;
    expect(path).toBe(get.rpc);
    expect(call).toMatchObject({ token, traceparent, purpose, onBehalfOf });
    // What is left of it travels: it moves by what the way took, and never by more.
    expect(call?.deadline).toBeGreaterThanOrEqual(deadline.getTime());
    expect(call?.deadline).toBeLessThanOrEqual(Date.now() + patienceMs);
    expect(replica.unary.filter((text) => text !== 'probe')).toEqual([]);
  });

  it('throws the refusal of the service with its reason and facts', async () => {
    const replica = new Replica();
    const hop = await hopTo(replica);
    await onLanes(hop, replica);
    replica.answer = () => Promise.reject(stale({ name: 'needs/n1' }));
    expect(await endOf(hop.call(get, Buffer.from('x'), context()))).toMatchObject({
      status: 412,
      reason: 'STALE_ETAG',
      facts: { name: 'needs/n1' },
    });
  });

  it('ends with its deadline and with its client, and others go on', async () => {
    const replica = new Replica();
    const hop = await hopTo(replica);
    await onLanes(hop, replica);
    const let_go = Promise.withResolvers<Uint8Array>();
    replica.answer = ({ bytes }) => (said(bytes) === 'slow' ? let_go.promise : Promise.resolve(bytes));
    const slow = Buffer.from('slow');
    const late = hop.call(get, slow, context({ deadline: new Date(Date.now() + 50) }));
    let leave: () => void = () => undefined;
    const left = hop.call(get, slow, context({ onGone: (cancel) => (leave = cancel) }));
    leave();
    expect(await endOf(left)).toMatchObject({ reason: 'CLIENT_GONE' });
    expect(await endOf(late)).toMatchObject({ status: 504, reason: 'TIMED_OUT' });
    let_go.resolve(Buffer.from('too late'));
    expect(said(await hop.call(get, Buffer.from('next'), context()))).toBe('next');
  });

  it.each([
    ['a large request', 65_537],
    ['a service without lanes', 5],
  ])('goes unary for %s', async (what, size) => {
    const replica = new Replica();
    const withLanes = what === 'a large request';
    const hop = await hopTo(replica, withLanes);
    if (withLanes) await onLanes(hop, replica);
    replica.unary.length = 0;
    await hop.call(get, Buffer.alloc(size, 'x'), context());
    expect(replica.unary).toHaveLength(1);
  });

  it('goes unary beyond the credit', async () => {
    const replica = new Replica();
    const hop = await hopTo(replica);
    await onLanes(hop, replica);
    const let_go = Promise.withResolvers<Uint8Array>();
    replica.answer = () => let_go.promise;
    replica.unary.length = 0;
    const held = Array.from({ length: 256 }, () => hop.call(get, Buffer.from('held'), context()));
    await hop.call(get, Buffer.from('beyond'), context());
    expect(replica.unary).toEqual(['beyond']);
    let_go.resolve(Buffer.from('done'));
    expect(new Set((await Promise.all(held)).map(said))).toEqual(new Set(['done']));
  });
});

describe('a lane', () => {
  it.each([
    ['the service drains', (replica: Replica) => replica.lanes.drain()],
    ['its connection grows old', (_: Replica, growOld: () => void) => growOld()],
  ])('is given up when %s: calls under way are answered, the next takes another', async (_, drain) => {
    const timers = jest.spyOn(globalThis, 'setTimeout');
    const replica = new Replica();
    const hop = await hopTo(replica);
    await onLanes(hop, replica);
    const let_go = Promise.withResolvers<Uint8Array>();
    replica.answer = () => let_go.promise;
    const held = hop.call(get, Buffer.from('held'), context());
    await eventually(() => expect(replica.seen.at(-1)?.call.bytes.toString()).toBe('held'));
    const [old] = timers.mock.calls.filter(([, ms]) => ms === wornMs);
    drain(replica, () => old?.[0]());
    await eventually(() => expect(replica.lanes.open).toBe(2));
    replica.answer = ({ bytes }) => Promise.resolve(bytes);
    await onLanes(hop, replica);
    let_go.resolve(Buffer.from('answered'));
    expect(said(await held)).toBe('answered');
  });

  it('lets a server shut down without losing a call', async () => {
    const replica = new Replica();
    const hop = await hopTo(replica);
    await onLanes(hop, replica);
    const let_go = Promise.withResolvers<Uint8Array>();
    replica.answer = () => let_go.promise;
    const held = hop.call(get, Buffer.from('held'), context());
    await eventually(() => expect(replica.seen.at(-1)?.call.bytes.toString()).toBe('held'));
    expect(replica.lanes.open).toBe(1);
    replica.lanes.drain();
    const closed = new Promise((resolve) => replica.server.tryShutdown(resolve));
    let_go.resolve(Buffer.from('answered'));
    expect(said(await held)).toBe('answered');
    await closed;
    expect(replica.lanes.open).toBe(0);
  });

  it('that breaks has its calls repeated on another replica, where a repeat has one effect', async () => {
    const [first, second] = [new Replica(), new Replica()];
    const port = await started(first);
    const hop = hopAt(`127.0.0.1:${String(port)}`);
    await onLanes(hop, first);
    first.answer = () => new Promise(() => undefined);
    const read = hop.call(get, Buffer.from('read'), context());
    const once = endOf(hop.call({ ...get, repeatable: false }, Buffer.from('once'), context()));
    await eventually(() => expect(first.seen.at(-1)?.call.bytes.toString()).toBe('once'));
    first.server.forceShutdown();
    await started(second, port);
    expect(said(await read)).toBe('read');
    expect(await once).toMatchObject({ status: 503, reason: 'SERVICE_UNAVAILABLE' });
    await onLanes(hop, second);
  });

  it('is opened to each replica, and the least loaded is taken', async () => {
    const replicas = [new Replica(), new Replica()];
    const ports = await Promise.all(replicas.map((replica) => started(replica)));
    const hop = hopAt(`ipv4:${ports.map((port) => `127.0.0.1:${String(port)}`).join(',')}`);
    await eventually(async () => {
      for (const replica of replicas) replica.answer = ({ bytes }) => Promise.resolve(bytes);
      const held = Promise.withResolvers<Uint8Array>();
      for (const replica of replicas) {
        replica.seen.length = 0;
        replica.unary.length = 0;
        replica.answer = () => held.promise;
      }
      const calls = Array.from({ length: 8 }, () => hop.call(get, Buffer.from('x'), context()));
      await eventually(() => expect(takenBy(replicas)).toBe(8));
      const spread = replicas.map(({ seen }) => seen.length);
      held.resolve(Buffer.from('x'));
      await Promise.all(calls);
      expect(spread).toEqual([4, 4]);
    }, 20_000);
  });

  it('passes over a replica that is not ready, however open its lanes were, and comes back to it', async () => {
    const [one, other] = [new Replica(), new Replica()];
    const ports = [await started(one), await started(other)];
    const hop = hopAt(`ipv4:${ports.map((port) => `127.0.0.1:${String(port)}`).join(',')}`);
    await eventually(() => expect([one.lanes.open, other.lanes.open]).toEqual([1, 1]));
    await onLanes(hop, one);
    one.lanes.welcome(false);
    await eventually(() => expect(one.lanes.open).toBe(0));
    const before = takenBy([one]);
    for (let n = 0; n < 20; n += 1) await hop.call(get, Buffer.from(String(n)), context());
    expect(takenBy([one])).toBe(before);
    one.lanes.welcome(true);
    await eventually(() => expect(one.lanes.open).toBe(1));
  });
});
