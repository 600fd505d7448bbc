import { once } from 'node:events';
import {
  status,
  type Client,
  type ClientWritableStream,
  type Metadata,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import type { Rpc } from '../contract/serves.js';

/** The call was given up: by its client, or because its time was over. */
class CallOver extends Error {}

/** A call whose requests are a stream. */
export type Requests = ServerReadableStream<Buffer, Buffer> | ServerDuplexStream<Buffer, Buffer>;
/** A call whose answers are a stream. */
export type Answers = ServerWritableStream<Buffer, Buffer> | ServerDuplexStream<Buffer, Buffer>;

/** The messages of a client's stream. Throws CallOver where the stream breaks off before its end. */
export async function* messagesOf(call: Requests): AsyncGenerator<Buffer> {
  const end = (): void => void call.destroy(new CallOver('the call was given up'));
  call.once('cancelled', end);
  if (call.cancelled) end();
  // Of a call that still answers, the end of its requests is not the end.
  const messages = 'write' in call ? call.iterator({ destroyOnReturn: false }) : call;
  for await (const bytes of messages) yield bytes as Buffer;
}

/** Sends messages no faster than they are taken. Throws CallOver where nobody takes them any more. */
export async function sendAll(call: Answers, messages: AsyncIterable<Buffer>): Promise<void> {
  const over = new AbortController();
  call.once('cancelled', () => over.abort());
  for await (const bytes of messages) {
    if (call.cancelled) throw new CallOver('nobody takes it any more');
    if (call.write(bytes)) continue;
    await once(call, 'drain', { signal: over.signal }).catch(() => {
      throw new CallOver('nobody takes it any more');
    });
  }
  call.end();
}

/** How a call is made: with what, and until when. */
export interface Calling {
  readonly metadata: Metadata;
  readonly deadline: Date;
  /** Ends the call when it is aborted. */
  readonly signal?: AbortSignal;
}

type Sent = AsyncIterable<object> | Iterable<object>;

/** Sends requests no faster than they are taken, until the call is over. Throws what they throw. */
async function send(call: ClientWritableStream<object>, requests: Sent, over: AbortSignal): Promise<void> {
  for await (const request of requests) {
    if (over.aborted) return;
    if (!call.write(request)) await once(call, 'drain', { signal: over });
  }
  call.end();
}

/** A call whose requests are a stream. Throws grpc-js's own error. */
export async function sendStream(
  channel: Client,
  rpc: Rpc,
  requests: Sent,
  { metadata, deadline, signal }: Calling,
): Promise<object> {
  const { promise, resolve, reject } = Promise.withResolvers<object>();
  const over = new AbortController();
  const call = channel.makeClientStreamRequest<object, object>(
    rpc.path,
    (message) => rpc.requestSerialize(message as never),
    (bytes) => rpc.responseDeserialize(bytes),
    metadata,
    { deadline },
    (error, answer) => {
      over.abort();
      if (error === null && answer !== undefined) resolve(answer);
      else reject(error ?? new Error('nothing was answered'));
    },
  );
  call.on('error', () => undefined);
  signal?.addEventListener('abort', () => call.cancel());
  send(call, requests, over.signal).catch(() => {
    if (!over.signal.aborted) call.cancel();
  });
  return promise;
}

/** A call whose answers are a stream; who stops reading ends it. Throws grpc-js's own error. */
export async function* receiveStream(
  channel: Client,
  rpc: Rpc,
  request: object,
  { metadata, deadline, signal }: Calling,
): AsyncGenerator<object> {
  const call = channel.makeServerStreamRequest<object, object>(
    rpc.path,
    (message) => rpc.requestSerialize(message as never),
    (bytes) => rpc.responseDeserialize(bytes),
    request,
    metadata,
    { deadline },
  );
  signal?.addEventListener('abort', () => call.cancel());
  try {
    for await (const answer of call) yield answer as object;
  } finally {
    call.cancel();
  }
}

/** A call of which both sides are streams; who stops reading ends it. Throws grpc-js's own error, or what the requests throw. */
export async function* exchangeStreams(
  channel: Client,
  rpc: Rpc,
  requests: Sent,
  { metadata, deadline, signal }: Calling,
): AsyncGenerator<object> {
  const call = channel.makeBidiStreamRequest<object, object>(
    rpc.path,
    (message) => rpc.requestSerialize(message as never),
    (bytes) => rpc.responseDeserialize(bytes),
    metadata,
    { deadline },
  );
  signal?.addEventListener('abort', () => call.cancel());
  const over = new AbortController();
  let broken: unknown;
  send(call, requests, over.signal).catch((error: unknown) => {
    if (over.signal.aborted) return;
    broken = error;
    call.cancel();
  });
  try {
    for await (const answer of call) yield answer as object;
  } catch (error) {
    throw broken ?? error;
  } finally {
    over.abort();
    call.cancel();
  }
}

/** Whether an error only says that its client has gone. */
export const isOver = (error: unknown): boolean =>
  error instanceof CallOver || (error instanceof Error && 'code' in error && error.code === status.CANCELLED);
