import type { status } from '@grpc/grpc-js';

/** A call as it came in, by whichever transport. */
export interface Incoming {
  readonly bytes: Uint8Array;
  readonly token: string;
  /** W3C trace context; empty where none came. */
  readonly traceparent: string;
  readonly purpose: string;
  readonly onBehalfOf: string;
  /** When the caller stops waiting, in ms of the epoch. */
  readonly deadline: number;
}

/** An end that is no answer. */
export interface Failure {
  readonly code: status;
  readonly details: string;
  /** google.rpc.Status in bytes; empty where there is none. */
  readonly status: Uint8Array;
}

/** How one call travels: who calls, for how long, and what it belongs to. */
export interface CallContext {
  /** The client's access token. */
  readonly token: string;
  /** W3C trace context, with the caller as parent. */
  readonly traceparent: string;
  /** Why personal data is read; empty where it is not. */
  readonly purpose: string;
  /** Random id of the person on whose behalf the client acts; empty where none. */
  readonly onBehalfOf: string;
  readonly deadline: Date;
  /** Takes what ends the call; runs it once the client has gone, and never after the answer. */
  onGone(cancel: () => void): void;
}
