import type { Method } from '../contract/contract.js';
import { malformed, proved } from '../contract/validation.js';
import { withRequestId } from './caller.js';
import { messagesOf, type Requests } from './streaming.js';

export const nothing = Buffer.alloc(0);

/** A request by its bytes. ts-proto refuses what it cannot hold, as an int64 beyond 2⁵³. Throws MALFORMED. */
export function decoded({ rpc, input }: Method, bytes: Uint8Array): object {
  try {
    return rpc.requestDeserialize(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch {
    throw malformed({ message: input.typeName });
  }
}

/** A stream of requests: the first is held against the rules, the others are pieces of what it announces. */
export async function requestsOf(method: Method, call: Requests): Promise<AsyncIterable<object>> {
  const messages = messagesOf(call);
  const opening: IteratorResult<Buffer, undefined> = await messages.next();
  const first = withRequestId(decoded(method, proved(method, opening.value ?? nothing)));
  return (async function* () {
    yield first;
    for await (const bytes of messages) yield decoded(method, bytes);
  })();
}
