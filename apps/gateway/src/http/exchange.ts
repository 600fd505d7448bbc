import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Trace } from './trace.js';

/** What is known of a request so far; the access log tells it, and nothing else. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly trace: Trace;
  readonly start: number;
  /** Template of the route, never the path: names may stand in a query. */
  route: string;
  subject: string;
  /** Headers that any answer carries from here on. */
  headers: Readonly<Record<string, string>>;
}
