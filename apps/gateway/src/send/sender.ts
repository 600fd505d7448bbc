import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Log, Metrics } from '@doorstep/runtime';
import type { Answer } from '../http/answer.js';
import { hasBody } from '../http/body.js';
import type { Exchange } from '../http/exchange.js';
import { Problem } from '../problem/problem.js';
import { varyOf } from './compression.js';

/** Records are for who asked; a client may keep one, and asks each time whether it still holds. */
const common = { 'cache-control': 'private, no-cache', 'x-content-type-options': 'nosniff' };
/** What holds personal fields is kept by nobody: the next person at a shared machine would be shown it. */
const unkept = { 'cache-control': 'no-store' };
/** Who asks, and what for, decides what an answer holds. */
const chosenBy = 'Authorization, X-Purpose, X-On-Behalf-Of, Accept';

export const isFlow = (body: Answer['body']): body is AsyncGenerator<Uint8Array> =>
  typeof body === 'object' && !Buffer.isBuffer(body);

/** Sends answers, counts them, and writes the access log. */
export class Sender {
  constructor(
    private readonly log: Log,
    private readonly metrics: Metrics,
    private readonly leaving: () => boolean,
  ) {}

  send(exchange: Exchange, { status, headers, body, personal }: Answer): void {
    const { request, response, trace } = exchange;
    const flows = isFlow(body);
    const known = !flows && status !== 204 && status !== 304;
    const length = known ? { 'content-length': String(Buffer.byteLength(body)) } : {};
    const unread = hasBody(request) && !request.complete;
    const closing = unread || this.leaving() ? { connection: 'close' } : {};
    const varying = { vary: varyOf(chosenBy, headers['vary'], exchange.headers['vary']) };
    const kept = personal === true ? { ...common, ...unkept } : common;
    const traced = { 'x-trace-id': trace.id };
    const all = { ...kept, ...exchange.headers, ...headers, ...varying, ...length, ...closing, ...traced };
    response.writeHead(status, all);
    if (flows && request.method === 'HEAD') untaken(response, body);
    else if (flows) this.flow(exchange, body).catch(() => response.destroy());
    else if (unread) lastWord(request, response, body);
    else response.end(request.method === 'HEAD' ? undefined : body);
    this.tell(exchange, status);
  }

  /** One line for each request, and one more at the end of an export. Never a path, a query or a body. */
  private tell({ request, trace, start, route, subject, address }: Exchange, status: number): void {
    const took = performance.now() - start;
    const ms = Math.round(took * 10) / 10;
    const { method = '' } = request;
    // A method that no route has may be any word of a stranger's.
    const labels = { method: route === '' ? '' : method, route, status: String(status) };
    this.metrics.observe('doorstep_http_request_duration_seconds', labels, took / 1000);
    this.log.info('http', { method, route, status, ms, trace: trace.id, subject, address });
  }

  /** Sends a long answer. What breaks it off in the middle cannot be told but by breaking off. */
  private async flow(exchange: Exchange, body: AsyncGenerator<Uint8Array>): Promise<void> {
    const { response, route, trace } = exchange;
    let whole = false;
    try {
      await pipeline(Readable.from(body, { objectMode: false }), response);
      whole = true;
    } catch (error) {
      const reason = error instanceof Problem ? error.reason : 'INTERNAL';
      this.log.warn('answer.broken', { trace: trace.id, route, reason });
      response.destroy();
    } finally {
      const { subject, address, pages } = exchange;
      if (pages > 0) this.log.info('export', { route, trace: trace.id, subject, address, pages, whole });
    }
  }
}

/** Ends an answer of which only the headers were asked for: what feeds the rest is let go. */
function untaken(response: ServerResponse, body: AsyncGenerator<Uint8Array>): void {
  response.end();
  body.return(undefined).catch(() => undefined);
}

/**
 * Answers who is still sending. The connection would be cut with the answer's end, and the answer lost with it, so it
 * ends when the sender does, or has had time to listen.
 */
function lastWord(request: IncomingMessage, response: ServerResponse, body: string | Buffer): void {
  response.write(body);
  const end = (): void => void response.end();
  const enough = setTimeout(end, lingerMs);
  response.once('close', () => clearTimeout(enough));
  request.once('end', end).once('error', end).resume();
}
const lingerMs = 1_000;
