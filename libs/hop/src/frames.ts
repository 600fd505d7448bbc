import { status } from '@grpc/grpc-js';
import type { Failure, Incoming } from './call.js';

/**
 * Frames of a lane: many calls and their answers on one gRPC stream, as many in a message as one turn of the event loop
 * made. A frame is a kind (1 byte), the number of the call (4 bytes, little endian) and what the kind needs; texts and
 * bytes have their length before them (4 bytes).
 */

/** Path of the RPC that opens a lane. */
export const lanePath = '/doorstep.runtime.v1.Lane/Open';

/** What a caller says on a lane. */
export type CallerFrame =
  | { readonly kind: 'call'; readonly id: number; readonly path: string; readonly call: Incoming }
  | { readonly kind: 'cancel'; readonly id: number };

/** What a service says on a lane. */
export type ServiceFrame =
  | { readonly kind: 'answer'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: Failure }
  /** The first frame: which process speaks, and how many calls may be under way at a time. */
  | { readonly kind: 'hello'; readonly instance: string; readonly credit: number }
  /** No further call, please; those under way are answered. */
  | { readonly kind: 'drain' };

const kinds = { call: 1, cancel: 2, answer: 3, failure: 4, hello: 5, drain: 6 } as const;

/** Most bytes that wait for the end of a turn: more are sent at once, well below what a message may hold. */
const full = 128 * 1024;
const first = 8 * 1024;
/** What one unit of UTF-16 may become in UTF-8. */
const widest = 3;

/** Gathers frames and sends those of one turn of the event loop together. */
export class FrameWriter {
  private bytes = Buffer.allocUnsafe(first);
  private length = 0;
  private waking: NodeJS.Immediate | undefined;

  constructor(private readonly send: (batch: Buffer) => void) {}

  call(id: number, path: string, call: Incoming, timeoutMs: number): void {
    this.begin(kinds.call, id);
    this.number(timeoutMs);
    for (const text of [path, call.token, call.traceparent, call.purpose, call.onBehalfOf]) this.text(text);
    this.raw(call.bytes);
    this.end();
  }

  cancel(id: number): void {
    this.begin(kinds.cancel, id);
    this.end();
  }

  answer(id: number, bytes: Uint8Array): void {
    this.begin(kinds.answer, id);
    this.raw(bytes);
    this.end();
  }

  failure(id: number, { code, details, status }: Failure): void {
    this.begin(kinds.failure, id);
    this.number(code);
    this.text(details);
    this.raw(status);
    this.end();
  }

  hello(instance: string, credit: number): void {
    this.begin(kinds.hello, 0);
    this.text(instance);
    this.number(credit);
    this.end();
  }

  drain(): void {
    this.begin(kinds.drain, 0);
    this.end();
  }

  /** Sends what waits now. */
  flush(): void {
    clearImmediate(this.waking);
    this.waking = undefined;
    if (this.length === 0) return;
    const batch = this.bytes.subarray(0, this.length);
    this.bytes = Buffer.allocUnsafe(first);
    this.length = 0;
    this.send(batch);
  }

  private begin(kind: number, id: number): void {
    this.room(1);
    this.bytes[this.length++] = kind;
    this.number(id);
  }

  private end(): void {
    if (this.length > full) this.flush();
    else this.waking ??= setImmediate(() => this.flush());
  }

  private number(value: number): void {
    this.room(4);
    this.length = this.bytes.writeUInt32LE(value, this.length);
  }

  private text(value: string): void {
    this.room(4 + value.length * widest);
    const written = this.bytes.write(value, this.length + 4);
    this.length = this.bytes.writeUInt32LE(written, this.length) + written;
  }

  private raw(value: Uint8Array): void {
    this.number(value.length);
    this.room(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
  }

  private room(n: number): void {
    if (this.length + n <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + n));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

/** gRPC's codes by their numbers; any other is UNKNOWN. Source: gRPC, statuscodes.md. */
const codes = new Map<number, status>(
  Object.values(status).flatMap((code) => (typeof code === 'number' ? [[code, code]] : [])),
);

/** Reads what a frame writer wrote. Throws a RangeError where it is cut short. */
class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get more(): boolean {
    return this.at < this.bytes.length;
  }

  kind(): number {
    return this.bytes.readUInt8(this.at++);
  }

  number(): number {
    const value = this.bytes.readUInt32LE(this.at);
    this.at += 4;
    return value;
  }

  code(): status {
    return codes.get(this.number()) ?? status.UNKNOWN;
  }

  text(): string {
    const { start, end } = this.stretch();
    return this.bytes.toString('utf8', start, end);
  }

  /** A view into the batch, good as long as nobody writes into it. */
  raw(): Buffer {
    const { start, end } = this.stretch();
    return this.bytes.subarray(start, end);
  }

  private stretch(): { start: number; end: number } {
    const length = this.number();
    const start = this.at;
    this.at += length;
    if (this.at > this.bytes.length) throw new RangeError('a frame is cut short');
    return { start, end: this.at };
  }
}

/** The frames of a batch that a caller sent. Throws where they are none. */
export function* callerFrames(batch: Buffer, now: number): Generator<CallerFrame> {
  const from = new Reader(batch);
  while (from.more) {
    const kind = from.kind();
    const id = from.number();
    if (kind === kinds.cancel) yield { kind: 'cancel', id };
    else if (kind !== kinds.call) throw new RangeError(`no frame of a caller: ${String(kind)}`);
    else {
      const deadline = now + from.number();
      const path = from.text();
      const [token, traceparent, purpose, onBehalfOf] = [from.text(), from.text(), from.text(), from.text()];
      yield { kind: 'call', id, path, call: { token, traceparent, purpose, onBehalfOf, deadline, bytes: from.raw() } };
    }
  }
}

/** The frames of a batch that a service sent. Throws where they are none. */
export function* serviceFrames(batch: Buffer): Generator<ServiceFrame> {
  const from = new Reader(batch);
  while (from.more) {
    const kind = from.kind();
    const id = from.number();
    if (kind === kinds.answer) yield { kind: 'answer', id, bytes: from.raw() };
    else if (kind === kinds.failure)
      yield {
        kind: 'failure',
        id,
        failure: { code: from.code(), details: from.text(), status: from.raw() },
      };
    else if (kind === kinds.hello) yield { kind: 'hello', instance: from.text(), credit: from.number() };
    else if (kind === kinds.drain) yield { kind: 'drain' };
    else throw new RangeError(`no frame of a service: ${String(kind)}`);
  }
}
