import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileRegistry } from '@bufbuild/protobuf';
import { DomainError } from '@doorstep/domain';
import type { CallContext } from '@doorstep/hop';
import { personId, type Log, type Metrics, type Tracing } from '@doorstep/runtime';
import type { Router, Place } from '../contract/router.js';
import type { HttpMethod, Route } from '../contract/routes.js';
import type { Pages } from '../docs/pages.js';
import { exportOf, wantedType } from '../export/export.js';
import type { Hop } from '../hop/hop.js';
import { JsonOut } from '../json/out/json-out.js';
import { languageOf, problemDocument } from '../problem/document.js';
import { internal, Problem, problemOf } from '../problem/problem.js';
import { refuse } from '../problem/refusals.js';
import { header, shaped } from '../request/headers.js';
import { targetOf } from '../request/target.js';
import { transcode } from '../request/transcode.js';
import { answerOf, type Answer } from './answer.js';
import { bodyOf, hasBody } from './body.js';
import { corsHeaders } from './cors.js';
import { deadlineOf } from './deadline.js';
import type { Exchange } from './exchange.js';
import { checkFile, fileAnswer, messagesOf } from './files.js';
import { admit, bearerOf, isOpen, type Verifier } from './identity.js';
import type { Quota } from './quota.js';
import { traceIn, traceOf, type Trace } from './trace.js';

/** What the handler needs. */
export interface HttpHandlerParts {
  readonly registry: FileRegistry;
  readonly router: Router;
  readonly hop: Hop;
  readonly verifier: Verifier;
  readonly quota: Quota;
  readonly pages: Pages;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** Whether the gateway is about to end: each answer is then the last on its connection, whenever the request came. */
  readonly leaving: () => boolean;
  readonly timeoutMs: number;
  /** How long a file may be under way, and how large one may be. */
  readonly fileTimeoutMs: number;
  readonly mostFileBytes: number;
  readonly corsOrigins: readonly string[];
}

type Wanted = NonNullable<ReturnType<typeof wantedType>>;

/** The one handler of the gateway: route, identity, quota, role, body, call, answer; a problem document at any step. */
export class HttpHandler {
  private readonly out: JsonOut;

  constructor(private readonly parts: HttpHandlerParts) {
    this.out = new JsonOut(parts.registry);
  }

  readonly handle: RequestListener = (request, response) => {
    const parent = header(request.headers, 'traceparent');
    const { tracing } = this.parts;
    const begin = (trace: Trace): Exchange => {
      return { request, response, trace, start: performance.now(), route: '', subject: '', headers: none };
    };
    const served = tracing.on
      ? tracing.run('HTTP', { kind: 'server', parent }, async (span) => {
          const exchange = begin(traceIn(span.traceparent));
          const status = await this.serve(exchange);
          const { method = '' } = request;
          span.rename(`${method} ${exchange.route}`);
          span.set({
            'http.request.method': method,
            'http.route': exchange.route,
            'http.response.status_code': status,
          });
        })
      : this.serve(begin(traceOf(parent)));
    // What fails here has nobody else to tell: one request ends, and not the process.
    served.catch((error: unknown) => {
      this.parts.log.error('answer.failed', {}, error);
      response.destroy();
    });
  };

  private async serve(exchange: Exchange): Promise<number> {
    let answer: Answer | undefined;
    try {
      answer = await this.answer(exchange);
      this.send(exchange, answer);
      return answer.status;
    } catch (error) {
      // Of an answer that cannot be sent, as one with a header that HTTP does not take, whatever feeds it is let go.
      if (answer !== undefined && isFlow(answer.body)) await answer.body.return(undefined);
      const problem = this.problem(exchange, error);
      this.send(exchange, problem);
      return problem.status;
    }
  }

  private answer(exchange: Exchange): Answer | Promise<Answer> {
    const { request } = exchange;
    const { corsOrigins } = this.parts;
    if (corsOrigins.length > 0) exchange.headers = corsHeaders(request, corsOrigins);
    const { path, query } = targetOf(request.url ?? '');
    const page = this.parts.pages.get(path);
    if (page) return this.page(exchange, path, page);
    const place = this.parts.router.find(path);
    if (place === undefined) throw refuse('ROUTE_UNKNOWN');
    if (request.method === 'OPTIONS') return { status: 204, headers: { allow: allowed(place) }, body: '' };
    const route = routeAt(place, request.method);
    exchange.route = route.path;
    const type = route.file === 'down' ? 'application/json' : wantedType(request, route);
    if (type === undefined) throw refuse('NOT_ACCEPTABLE');
    return this.call(exchange, route, place, query, type);
  }

  private async call(
    exchange: Exchange,
    route: Route,
    { segments }: Place,
    query: string,
    type: Wanted,
  ): Promise<Answer> {
    const { registry, hop } = this.parts;
    const { request } = exchange;
    const { headers } = request;
    const token = await this.identify(exchange, route);
    if (route.file === 'up') checkFile(request, this.parts.mostFileBytes);
    const body = route.file !== 'up' && hasBody(request) ? await bodyOf(request, route) : undefined;
    const context = this.context(exchange, route, token);
    const bytes = transcode({ route, segments, query, headers, body }, registry, randomUUID);
    const seen = header(headers, 'if-none-match');
    if (type !== 'application/json') return exportOf(route, bytes, type, this.asking(exchange, route, token));
    if (route.file === 'down') return fileAnswer(route, hop.receive(route, bytes, context), seen);
    const result =
      route.file === 'up'
        ? await hop.send(route, messagesOf(request, route, bytes), context)
        : await hop.call(route, bytes, context);
    return answerOf(route, result, this.out, seen);
  }

  /** Calls one after another for one client; the one under way ends when the client has gone. */
  private asking(exchange: Exchange, route: Route, token: string): (request: Uint8Array) => Promise<Uint8Array> {
    let end = (): void => undefined;
    whenGone(exchange.response, () => end());
    return (bytes) =>
      this.parts.hop.call(route, bytes, {
        ...this.context(exchange, route, token),
        onGone: (cancel) => {
          end = cancel;
          if (exchange.response.closed) cancel();
        },
      });
  }

  private context({ request: { headers }, response, trace }: Exchange, { file }: Route, token: string): CallContext {
    const { timeoutMs, fileTimeoutMs } = this.parts;
    return {
      token,
      traceparent: trace.traceparent,
      purpose: shaped(headers, 'x-purpose', /^[a-z][a-z0-9-]{1,39}$/),
      onBehalfOf: shaped(headers, 'x-on-behalf-of', personId),
      deadline: deadlineOf(headers['grpc-timeout'], Date.now(), file === 'none' ? timeoutMs : fileTimeoutMs),
      onGone: (cancel) => whenGone(response, cancel),
    };
  }

  /**
   * Proves who calls and takes the request off the quota; a bad token, and a call without one where that is allowed,
   * counts against the address that it came from. Answers with the token; empty where there is none.
   */
  private async identify(exchange: Exchange, route: Route): Promise<string> {
    const { verifier, quota } = this.parts;
    const { headers, socket } = exchange.request;
    const authorization = header(headers, 'authorization');
    if (authorization === '' && isOpen(route)) {
      await this.takeOff(exchange, `a:${socket.remoteAddress ?? ''}`);
      return '';
    }
    try {
      const token = bearerOf(authorization);
      const claims = await verifier.verify(token);
      exchange.subject = claims.subject;
      await this.takeOff(exchange, `u:${claims.subject}`);
      admit(claims, route);
      return token;
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'UNAUTHENTICATED')
        await quota.take(`a:${socket.remoteAddress ?? ''}`);
      throw error;
    }
  }

  private async takeOff(exchange: Exchange, key: string): Promise<void> {
    const left = await this.parts.quota.take(key);
    exchange.headers = exchange.headers === none ? left : { ...exchange.headers, ...left };
  }

  private page(exchange: Exchange, path: string, page: () => Answer | Promise<Answer>): Answer | Promise<Answer> {
    exchange.route = path;
    if (exchange.request.method === 'GET' || exchange.request.method === 'HEAD') return page();
    throw refuse('METHOD_NOT_ALLOWED', { headers: { allow: 'GET, HEAD' } });
  }

  private problem(exchange: Exchange, error: unknown): Answer {
    const problem =
      error instanceof Problem ? error : error instanceof DomainError ? problemOf(error) : internal(error);
    const { trace, request, route } = exchange;
    if (problem.cause !== undefined) this.parts.log.error('request.failed', { trace: trace.id, route }, problem.cause);
    const language = languageOf(request);
    const headers = {
      ...problem.headers,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-language': language,
      vary: 'Accept-Language, Origin',
    };
    return { status: problem.status, headers, body: JSON.stringify(problemDocument(problem, language, trace.id)) };
  }

  private send(exchange: Exchange, { status, headers, body }: Answer): void {
    const { request, response, trace, start, route, subject } = exchange;
    const flows = isFlow(body);
    const known = !flows && status !== 204 && status !== 304;
    const length = known ? { 'content-length': String(Buffer.byteLength(body)) } : {};
    const unread = hasBody(request) && !request.complete;
    const closing = unread || this.parts.leaving() ? { connection: 'close' } : {};
    const traced = { 'x-trace-id': trace.id };
    response.writeHead(status, { ...common, ...exchange.headers, ...headers, ...length, ...closing, ...traced });
    if (flows) this.flow(exchange, body).catch(() => response.destroy());
    else if (unread) lastWord(request, response, body);
    else response.end(request.method === 'HEAD' ? undefined : body);
    const took = performance.now() - start;
    const ms = Math.round(took * 10) / 10;
    const { method = '' } = request;
    // A method that no route has may be any word of a stranger's.
    const labels = { method: route === '' ? '' : method, route, status: String(status) };
    this.parts.metrics.observe('doorstep_http_request_duration_seconds', labels, took / 1000);
    this.parts.log.info('http', { method, route, status, ms, trace: trace.id, subject });
  }

  /** Sends a long answer. What breaks it off in the middle cannot be told but by breaking off. */
  private async flow({ request, response, route, trace }: Exchange, body: AsyncGenerator<Uint8Array>): Promise<void> {
    try {
      if (request.method === 'HEAD') {
        response.end();
        await body.return(undefined);
      } else await pipeline(Readable.from(body, { objectMode: false }), response);
    } catch (error) {
      const reason = error instanceof Problem ? error.reason : 'INTERNAL';
      this.parts.log.warn('answer.broken', { trace: trace.id, route, reason });
      response.destroy();
    }
  }
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

const isFlow = (body: Answer['body']): body is AsyncGenerator<Uint8Array> =>
  typeof body === 'object' && !Buffer.isBuffer(body);

const none = {};

/** Records are for who asked; a client may keep one, and asks each time whether it still holds. */
const common = { 'cache-control': 'private, no-cache', 'x-content-type-options': 'nosniff' };

const allowed = ({ routes }: Place): string =>
  [...routes.keys(), ...(routes.has('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');

function routeAt(place: Place, method = ''): Route {
  const route = place.routes.get((method === 'HEAD' ? 'GET' : method) as HttpMethod);
  if (route === undefined)
    throw refuse('METHOD_NOT_ALLOWED', { facts: { allowed: allowed(place) }, headers: { allow: allowed(place) } });
  return route;
}

/** Runs `cancel` when the client is gone before it was answered. */
function whenGone(response: ServerResponse, cancel: () => void): void {
  if (response.closed) return cancel();
  response.once('close', () => {
    if (!response.writableFinished) cancel();
  });
}
