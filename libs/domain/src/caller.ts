import type { Role } from '@doorstep/contracts/roles.js';

/** What was read for a caller before, for work that asks the same many times; it forgets what is asked least. */
export interface Memory {
  /** What was answered under the key before; otherwise asks. A refusal is an answer, too. */
  recall<T>(key: string, ask: () => Promise<T>): Promise<T>;
  /** As `recall`, for one of many things of a source: what is asked at the same time is asked for together. */
  recallOne<T>(
    source: string,
    key: string,
    ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  ): Promise<T | undefined>;
}

/** How one call runs: what a peer or the store must know of it besides who calls. */
export interface Call {
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
  /** Takes what a create would write, as a document of a collection, instead of its being written: for trials, and for many at once. */
  readonly instead?: (collection: string, document: object) => void;
  /** Where reads by name are remembered, in this service's store and of its peers; every read is made anew where absent. */
  readonly memory?: Memory;
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
