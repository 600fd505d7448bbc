import type { Role } from '@doorstep/contracts/roles.js';

/** How one call runs: what a peer or the store must know of it besides who calls. */
interface Call {
  /** Full name of the RPC, `doorstep.matching.v1.NeedService/VerifyNeed`. */
  readonly method: string;
  /** Digest of the request's bytes; a repeated request id with another digest is refused. Empty for reads. */
  readonly digest: string;
  /** When the caller stops waiting. */
  readonly deadline: Date;
  /** W3C trace context of the call; empty where none came. */
  readonly traceparent: string;
  /** The access token as it came, for calls to peers on the caller's behalf; empty for a service's own work. */
  readonly token: string;
}

/** Who calls, proved from the token: enters every use case as its second argument. */
export interface Caller {
  /** Random id of the person or client. */
  readonly subject: string;
  readonly roles: readonly Role[];
  /** Division codes whose subtrees the caller may see. */
  readonly divisions: readonly string[];
  /** Random id of the organisation that a department client acts for; empty where none. */
  readonly organisation: string;
  /** The client program that carries the token. */
  readonly client: string;
  /** Random id of the person on whose behalf a client acts; empty where none. */
  readonly onBehalfOf: string;
  /** Stated purpose of reading personal data, a code as `call-back`; empty where none is asked. */
  readonly purpose: string;
  /** Audience keys that this RPC lets the caller reach: what a record's `_aud` must meet. */
  readonly scope: Scope;
  /** Audience keys of the records whose personal fields this RPC lets the caller see, given a purpose. */
  readonly personal: Scope;
  readonly call: Call;
}

/** Keys of the records within reach; `everywhere` for services and for what is public. */
export type Scope = 'everywhere' | readonly string[];
