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
  /** Where it came from, as quotas know it: `192.0.2.7`, `2001:db8:0:1::/64`. */
  readonly address: string;
  /** Whose quota it is taken off; empty before that is known. */
  payer: string;
  /** Pages of a list that were fetched for a sheet. */
  pages: number;
  /** Headers that any answer carries from here on. */
  headers: Readonly<Record<string, string>>;
}
