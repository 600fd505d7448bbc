import type { Route } from '../contract/routes.js';

/** How one call travels: who calls, for how long, and what it belongs to. */
export interface CallContext {
  /** Metadata of the call; names in lower case, empty values are left out. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly deadline: Date;
  /** Ends the call when the client has gone. */
  readonly signal: AbortSignal;
}

/** The way from the gateway to the services; another transport may stand behind it. */
export interface Hop {
  /** One call, bytes to bytes. Throws a Problem. */
  call(route: Route, request: Uint8Array, context: CallContext): Promise<Uint8Array>;
  /** Whether a service can be reached at the moment, as far as is known. */
  states(): Readonly<Record<string, string>>;
}
