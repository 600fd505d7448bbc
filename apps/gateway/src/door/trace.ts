import { randomBytes } from 'node:crypto';

/** Where a request stands in a trace. */
export interface Trace {
  /** 32 hex digits; the client's where it sent one. */
  readonly id: string;
  /** For the next hop: the same trace, with the gateway as parent. Source: W3C Trace Context, level 1. */
  readonly traceparent: string;
}

const form = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/** The trace of a request; a new one where the client sent none, or none that is well formed. */
export function traceOf(traceparent: string): Trace {
  const [, id = randomBytes(16).toString('hex'), flags = '01'] = form.exec(traceparent) ?? [];
  return { id, traceparent: `00-${id}-${randomBytes(8).toString('hex')}-${flags}` };
}
