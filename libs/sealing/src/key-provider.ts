/** A root key of a service with its age: the keys of that generation derive from it, and it leaves no process. */
export interface Generation {
  /** Names it in what it made, `g-20261130-5f3a`; tells nothing of the key. */
  readonly id: string;
  readonly madeAt: Date;
  readonly root: Uint8Array;
}

/**
 * Where the root keys of a service come from, outside of every database: a mounted file, or what unwraps such a file's
 * keys, PKCS#11, a KMS or Vault. It is asked at the start and whenever `changed` fires, never on the way of a request.
 */
export interface KeyProvider {
  /** All generations that can still open something, the newest first. Throws where there is none. */
  generations(): Promise<readonly Generation[]>;
}
