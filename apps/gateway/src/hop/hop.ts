import type { CallContext } from '@doorstep/hop';
import type { Route } from '../contract/routes.js';

/** The way from the gateway to the services; another transport may stand behind it. */
export interface Hop {
  /** One call, bytes to bytes. Throws a Problem. */
  call(route: Route, request: Uint8Array, context: CallContext): Promise<Uint8Array>;
  /** A call whose requests are a stream, no faster than the service takes them. Throws a Problem. */
  send(route: Route, requests: AsyncIterable<Uint8Array>, context: CallContext): Promise<Uint8Array>;
  /** A call whose answers are a stream, no faster than they are read; who stops reading ends it. Throws a Problem. */
  receive(route: Route, request: Uint8Array, context: CallContext): AsyncGenerator<Uint8Array>;
}
