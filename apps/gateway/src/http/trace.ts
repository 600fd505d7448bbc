import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { mayHoldNumberOfPerson } from '@doorstep/runtime';
import { header } from '../request/headers.js';

/** Where a request stands in a trace. */
export interface Trace {
  /** 32 hex digits; the client's where it sent one. */
  readonly id: string;
  /** For the next hop: the same trace, with the gateway as parent. Source: W3C Trace Context, level 1. */
  readonly traceparent: string;
}

const form = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}$/;

/**
 * The trace context that a client sent; empty where it sent none, none that is well formed, or one that may hold the
 * number of a person: it reaches logs and spans. A new trace begins then. What else trace headers say, as `tracestate`, is not read.
 */
export function parentIn(headers: IncomingHttpHeaders): string {
  const value = header(headers, 'traceparent');
  const [all, trace = '', span = ''] = form.exec(value) ?? [];
  return all === undefined || [trace, span].some(mayHoldNumberOfPerson) ? '' : value;
}

/** 32 hex digits, never all zero; Node draws the chance for many of them at once. */
const randomHex = (): string => randomUUID().replaceAll('-', '');

/** The trace of a request below what `parentIn` found; a new one where that is empty. */
export function traceOf(parent: string): Trace {
  const [, id = randomHex(), , flags = '01'] = parent === '' ? [] : parent.split('-');
  return { id, traceparent: `00-${id}-${randomHex().slice(16)}-${flags}` };
}

/** The trace that a span of ours belongs to. */
export const traceIn = (traceparent: string): Trace => ({ id: traceparent.slice(3, 35), traceparent });
