import { Client, status, type ChannelCredentials, type ClientDuplexStream } from '@grpc/grpc-js';
import type { CallContext, Failure } from './call.js';
import { msUntil } from './deadline.js';
import { plaintext } from './transport.js';
import { lanePath, FrameWriter, serviceFrames, type ServiceFrame } from './frames.js';

/** A call that has no answer yet. */
interface Pending {
  resolve(bytes: Uint8Array): void;
  reject(failure: LaneFailure): void;
  readonly timer: NodeJS.Timeout;
}

/** What a call on a lane throws: the service's own failure, or that the lane broke under it. */
export class LaneFailure extends Error {
  constructor(readonly failure: Failure) {
    super(failure.details);
  }
}

const same = (bytes: Buffer): Buffer => bytes;
const failureOf = (code: status, details: string): LaneFailure =>
  new LaneFailure({ code, details, status: new Uint8Array(0) });
/** A lane has a connection of its own, which so begins with it: the service gives the lane up before the connection ages. */
const ownConnection = {
  'grpc.use_local_subchannel_pool': 1,
  'grpc.enable_retries': 0,
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ pick_first: {} }] }),
};
const opensWithinMs = 5_000;

/** The caller's end of one lane, to one replica of a service: many calls on one stream, batched by turns of the event loop. */
export class Lane {
  /** Which process speaks at the other end; empty until it does. */
  instance = '';
  private credit = 0;
  private draining = false;
  private broken = false;
  private last = 0;
  private readonly pending = new Map<number, Pending>();
  private readonly client: Client;
  private readonly stream: ClientDuplexStream<Buffer, Buffer>;
  private readonly writer: FrameWriter;

  /** @param onRest called once when it takes no further calls: the service asked so, or the lane broke or closed. */
  constructor(
    address: string,
    options: Readonly<Record<string, string | number>>,
    private readonly onHello: (lane: Lane) => void,
    private readonly onRest: (lane: Lane) => void,
    credentials: ChannelCredentials = plaintext.channel,
  ) {
    this.client = new Client(address, credentials, { ...options, ...ownConnection });
    this.stream = this.client.makeBidiStreamRequest(lanePath, same, same);
    this.writer = new FrameWriter((batch) => {
      if (!this.broken) this.stream.write(batch);
    });
    const late = setTimeout(() => this.close(), opensWithinMs);
    this.stream.once('data', () => clearTimeout(late));
    this.stream.on('data', (batch: Buffer) => this.take(batch));
    this.stream.on('error', () => {
      clearTimeout(late);
      this.break();
    });
    this.stream.on('end', () => this.break());
  }

  /** Calls under way. */
  get load(): number {
    return this.pending.size;
  }

  /** Whether it takes one more call. */
  get free(): boolean {
    return !this.draining && this.pending.size < this.credit;
  }

  /** One call, bytes to bytes. Throws a LaneFailure; of a lane that breaks it says UNAVAILABLE. */
  call(path: string, bytes: Uint8Array, context: CallContext): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const id = (this.last = (this.last + 1) >>> 0);
    const timeoutMs = msUntil(context.deadline);
    const giveUp = (code: status): void => {
      if (!this.pending.has(id)) return;
      this.writer.cancel(id);
      this.settle(id)?.reject(failureOf(code, 'given up'));
    };
    const timer = setTimeout(giveUp, timeoutMs, status.DEADLINE_EXCEEDED);
    this.pending.set(id, { resolve, reject, timer });
    const { token, traceparent, purpose, onBehalfOf } = context;
    this.writer.call(id, path, { bytes, token, traceparent, purpose, onBehalfOf, deadline: 0 }, timeoutMs);
    context.onGone(() => giveUp(status.CANCELLED));
    return promise;
  }

  /** Ends it once the calls under way are answered. */
  rest(): void {
    this.draining = true;
    if (this.pending.size > 0) return;
    this.writer.flush();
    this.stream.end();
  }

  /** Ends it now. */
  close(): void {
    this.stream.cancel();
    this.break();
  }

  private take(batch: Buffer): void {
    try {
      for (const frame of serviceFrames(batch)) this.hear(frame);
    } catch {
      this.close();
    }
  }

  private hear(frame: ServiceFrame): void {
    if (frame.kind === 'answer') this.settle(frame.id)?.resolve(frame.bytes);
    else if (frame.kind === 'failure') this.settle(frame.id)?.reject(new LaneFailure(frame.failure));
    else if (frame.kind === 'hello') {
      this.instance = frame.instance;
      this.credit = frame.credit;
      this.onHello(this);
    } else {
      this.rest();
      this.onRest(this);
    }
  }

  /** Takes a call off those under way; the last one lets a resting lane end. */
  private settle(id: number): Pending | undefined {
    const call = this.pending.get(id);
    if (call === undefined) return undefined;
    this.pending.delete(id);
    clearTimeout(call.timer);
    if (this.draining && !this.broken && this.pending.size === 0) this.rest();
    return call;
  }

  private break(): void {
    if (this.broken) return;
    this.broken = this.draining = true;
    const failure = failureOf(status.UNAVAILABLE, 'the lane broke');
    for (const id of [...this.pending.keys()]) this.settle(id)?.reject(failure);
    this.client.close();
    this.onRest(this);
  }
}
