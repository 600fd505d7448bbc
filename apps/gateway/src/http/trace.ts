import { randomUUID } from 'node:crypto';

/** Where a request stands in a trace. */
export interface Trace {
  /** 32 hex digits; the client's where it sent one. */
  readonly id: string;
  /** For the next hop: the same trace, with the gateway as parent. Source: W3C Trace Context, level 1. */
  readonly traceparent: string;
}

const form = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/** 32 hex digits, never all zero; Node draws the chance for many of them at once. */
const randomHex = (): string => randomUUID().replaceAll('-', '');

/** The trace of a request; a new one where the client sent none, or none that is well formed. */
export function traceOf(traceparent: string): Trace {
  const [, id = randomHex(), flags = '01'] = form.exec(traceparent) ?? [];
  return { id, traceparent: `00-${id}-${randomHex().slice(16)}-${flags}` };
}

/** The trace that a span of ours belongs to. */
export const traceIn = (traceparent: string): Trace => ({ id: traceparent.slice(3, 35), traceparent });
