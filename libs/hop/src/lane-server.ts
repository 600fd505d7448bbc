import { randomUUID } from 'node:crypto';
import { status, type ServerDuplexStream, type Server } from '@grpc/grpc-js';
import type { Failure, Incoming } from './call.js';
import { deadlineIn } from './deadline.js';
import { callerFrames, lanePath, FrameWriter } from './frames.js';

/** Answers a call by the path of its RPC; throws what `failure` understands. */
export interface Serving {
  answer(path: string, call: Incoming): Promise<Uint8Array>;
  failure(error: unknown, path: string, call: Incoming): Failure;
}

type Stream = ServerDuplexStream<Buffer, Buffer>;

/** Calls under way on one lane: with the longest lists, some fifty megabytes of answers for a caller who does not read. */
const credit = 256;
/** Below what a message of gRPC may hold here. */
const mostAnswerBytes = 7 * 1024 * 1024;
/** Part of a connection's longest age after which its lane is given up: before the connection is. */
const worn = 0.75;

/** The service's end of lanes: many calls on one stream, each with its own token, deadline, cancelling and status. */
export class LaneServer {
  private readonly instance = randomUUID();
  private readonly lanes = new Set<ServedLane>();
  private ready = true;

  /** @param ageMs longest age of a connection. */
  constructor(
    private readonly serving: Serving,
    private readonly ageMs: number,
  ) {}

  /** Lanes that are open. */
  get open(): number {
    return this.lanes.size;
  }

  addTo(server: Server): void {
    const same = (bytes: Buffer): Buffer => bytes;
    const codec = {
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    };
    const open = { path: lanePath, requestStream: true, responseStream: true, ...codec };
    server.addService({ open }, { open: (stream: Stream) => this.begin(stream) });
  }

  /** Asks every caller to send no further call here. */
  drain(): void {
    for (const lane of this.lanes) lane.drain();
  }

  /**
   * Whether calls are welcome. While they are not, every caller is asked to go elsewhere, and no lane is opened: callers
   * pass this process over, as a balancer does that heeds its health, and look for it again and again.
   */
  welcome(ready: boolean): void {
    this.ready = ready;
    if (!ready) this.drain();
  }

  private begin(stream: Stream): void {
    if (!this.ready) {
      stream.on('error', () => undefined);
      stream.emit('error', Object.assign(new Error('not ready'), { code: status.UNAVAILABLE }));
      return;
    }
    const lane = new ServedLane(stream, this.serving, this.instance);
    this.lanes.add(lane);
    const old = setTimeout(() => lane.drain(), this.ageMs * worn).unref();
    stream.once('close', () => {
      clearTimeout(old);
      this.lanes.delete(lane);
    });
  }
}

class ServedLane {
  /** Calls under way; what was cancelled stays until its handler ends, for it works on. */
  private readonly under = new Set<number>();
  private readonly cancelled = new Set<number>();
  private readonly writer: FrameWriter;

  constructor(
    private readonly stream: Stream,
    private readonly serving: Serving,
    instance: string,
  ) {
    this.writer = new FrameWriter((batch) => {
      if (stream.writable) stream.write(batch);
    });
    stream.on('data', (batch: Buffer) => this.take(batch));
    stream.on('error', () => undefined); // the caller went; its calls end by themselves
    stream.once('end', () => {
      this.writer.flush();
      stream.end();
    });
    this.writer.hello(instance, credit);
    this.writer.flush();
  }

  drain(): void {
    this.writer.drain();
    this.writer.flush();
  }

  private take(batch: Buffer): void {
    try {
      for (const frame of callerFrames(batch, deadlineIn(0).getTime())) {
        if (frame.kind === 'call')
          this.serve(frame.id, frame.path, frame.call).catch(() => this.break(status.INTERNAL));
        else if (this.under.has(frame.id)) this.cancelled.add(frame.id);
      }
    } catch {
      this.break(status.INVALID_ARGUMENT);
    }
  }

  /**
   * The caller makes the calls that it may repeat by another way. grpc-js asks for the event: a stream that is destroyed
   * ends without a status, and its caller waits for ever.
   */
  private break(code: status): void {
    this.stream.emit('error', Object.assign(new Error('the lane broke'), { code }));
  }

  private async serve(id: number, path: string, call: Incoming): Promise<void> {
    if (this.under.size >= credit) return this.writer.failure(id, overdrawn);
    this.under.add(id);
    let outcome: Uint8Array | Failure;
    try {
      const bytes = await this.serving.answer(path, call);
      outcome = bytes.length > mostAnswerBytes ? tooLarge : bytes;
    } catch (error) {
      outcome = this.serving.failure(error, path, call);
    }
    this.under.delete(id);
    if (this.cancelled.delete(id)) return;
    if (outcome instanceof Uint8Array) this.writer.answer(id, outcome);
    else this.writer.failure(id, outcome);
  }
}

const exhausted = (details: string): Failure => ({
  code: status.RESOURCE_EXHAUSTED,
  details,
  status: new Uint8Array(0),
});
const overdrawn = exhausted('more calls than the credit');
const tooLarge = exhausted('the answer is too large');
