import type { Route } from '../contract/routes.js';

/** How one call travels: who calls, for how long, and what it belongs to. */
export interface CallContext {
  /** The client's access token. */
  readonly token: string;
  /** W3C trace context, with the gateway as parent. */
  readonly traceparent: string;
  /** Why personal data is read; empty where it is not. */
  readonly purpose: string;
  /** Random id of the person on whose behalf the client acts; empty where none. */
  readonly onBehalfOf: string;
  readonly deadline: Date;
  /** Takes what ends the call; runs it once the client has gone, and never after the answer. */
  onGone(cancel: () => void): void;
}

/** The way from the gateway to the services; another transport may stand behind it. */
export interface Hop {
  /** One call, bytes to bytes. Throws a Problem. */
  call(route: Route, request: Uint8Array, context: CallContext): Promise<Uint8Array>;
  /** A call whose requests are a stream, no faster than the service takes them. Throws a Problem. */
  send(route: Route, requests: AsyncIterable<Uint8Array>, context: CallContext): Promise<Uint8Array>;
  /** A call whose answers are a stream, no faster than they are read; who stops reading ends it. Throws a Problem. */
  receive(route: Route, request: Uint8Array, context: CallContext): AsyncGenerator<Uint8Array>;
}
