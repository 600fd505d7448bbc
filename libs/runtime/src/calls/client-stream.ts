import { incomingOf } from '../wire/caller.js';
import { nothing, requestsOf } from '../wire/requests.js';
import type { Requests } from '../wire/streaming.js';
import type { Admit, Served } from './served.js';

/** Answers a call whose requests are a stream, as an upload: admitted before a byte of it is read. Throws the refusal. */
export async function answerToStream({ method, handler }: Served, call: Requests, admit: Admit): Promise<Buffer> {
  const caller = await admit(method, incomingOf(call, nothing));
  const response: unknown = await handler?.(await requestsOf(method, call), caller);
  return method.rpc.responseSerialize(response as never);
}
