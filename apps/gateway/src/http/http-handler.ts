import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FileRegistry } from '@bufbuild/protobuf';
import { DomainError } from '@doorstep/domain';
import { deadlineIn, type CallContext } from '@doorstep/hop';
import { isPersonId, isPurpose, type Log, type Metrics, type Tracing, type Verifier } from '@doorstep/runtime';
import type { TrustedProxies } from '../address/address.js';
import type { Router, Place } from '../contract/router.js';
import type { Route } from '../contract/routes.js';
import type { Pages } from '../docs/pages.js';
import { exportNote } from '../export/note.js';
import { exportOf, pageSize, wantedType } from '../export/export.js';
import type { Ask } from '../export/titles.js';
import type { Hop } from '../hop/hop.js';
import { JsonOut } from '../json/out/json-out.js';
import { languageOf, problemDocument } from '../problem/document.js';
import { Problem, problemOf } from '../problem/problem.js';
import { internal, refuse } from '../problem/refusals.js';
import { header, shaped } from '../request/headers.js';
import { assertSound } from '../request/sound.js';
import { segmentsOf, targetOf } from '../request/target.js';
import { transcode } from '../request/transcode.js';
import { compressed } from '../send/compression.js';
import { refuseSocket, type NoRequest } from '../send/refuse-socket.js';
import { isFlow, Sender } from '../send/sender.js';
import { answerOf, type Answer } from './answer.js';
import { bodyOf, hasBody } from './body.js';
import { corsHeaders } from './cors.js';
import type { Exchange } from './exchange.js';
import { checkFile, fileAnswer, messagesOf } from './files.js';
import { admit, bearerOf, challenge, isOpen } from './identity.js';
import { allowed, routeAt, whenGone } from './place.js';
import type { Quota } from './quota.js';
import { parentIn, traceIn, traceOf, type Trace } from './trace.js';

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
  readonly proxies: TrustedProxies;
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
  private readonly sender: Sender;

  constructor(private readonly parts: HttpHandlerParts) {
    this.out = new JsonOut(parts.registry);
    this.sender = new Sender(parts.log, parts.metrics, parts.leaving);
  }

  readonly handle: RequestListener = (request, response) => {
    const parent = parentIn(request.headers);
    const { tracing } = this.parts;
    const begin = (trace: Trace): Exchange => {
      const address = this.parts.proxies.callerOf(request.socket.remoteAddress ?? '', request.headers);
      const nobody = { route: '', subject: '', payer: '', pages: 0, headers: none };
      return { request, response, trace, address, start: performance.now(), ...nobody };
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

  /** Tells who sent what is no request, as far as it can be told, and the log. */
  readonly refuse = (error: NoRequest, socket: Duplex): void => {
    const trace = traceOf('');
    const status = refuseSocket(error, socket, trace.id);
    const peer = socket instanceof Socket ? (socket.remoteAddress ?? '') : '';
    const address = this.parts.proxies.callerOf(peer, {});
    if (status !== undefined)
      this.parts.log.info('http', { method: '', route: '', status, ms: 0, trace: trace.id, subject: '', address });
  };

  private async serve(exchange: Exchange): Promise<number> {
    let answer: Answer | undefined;
    try {
      answer = await this.answer(exchange);
      const { 'accept-encoding': accepted } = exchange.request.headers;
      this.sender.send(exchange, await compressed(answer, exchange.request.method, accepted));
      return answer.status;
    } catch (error) {
      // Of an answer that cannot be sent, as one with a header that HTTP does not take, whatever feeds it is let go.
      if (answer !== undefined && isFlow(answer.body)) await answer.body.return(undefined);
      const problem = this.problem(exchange, await this.charged(exchange, error));
      this.sender.send(exchange, problem);
      return problem.status;
    }
  }

  /** No refusal is free: what nobody paid for yet is taken off the quota of the address, and where that is spent, said. */
  private async charged(exchange: Exchange, error: unknown): Promise<unknown> {
    if (exchange.payer !== '') return error;
    return this.takeOff(exchange, `a:${exchange.address}`).then(
      () => error,
      (over: unknown) => over,
    );
  }

  private async answer(exchange: Exchange): Promise<Answer> {
    const { request } = exchange;
    assertSound(request);
    const { corsOrigins } = this.parts;
    if (corsOrigins.length > 0) exchange.headers = corsHeaders(request, corsOrigins);
    const { path, query } = targetOf(request.url ?? '');
    const page = this.parts.pages.get(path);
    if (page) return this.page(exchange, path, page);
    const place = this.parts.router.find(segmentsOf(path));
    if (place === undefined) throw refuse('ROUTE_UNKNOWN');
    if (request.method === 'OPTIONS') {
      await this.takeOff(exchange, `a:${exchange.address}`);
      return { status: 204, headers: { allow: allowed(place) }, body: '' };
    }
    const route = routeAt(place, request.method);
    exchange.route = route.path;
    const type = wantedType(request, route);
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
    const goOn = (): void => letCome(exchange);
    const body = route.file !== 'up' && hasBody(request) ? await bodyOf(request, route, goOn) : undefined;
    const context = this.context(exchange, route, token);
    const bytes = transcode({ route, segments, query, headers, body }, registry, randomUUID);
    const seen = header(headers, 'if-none-match');
    const personal = context.purpose !== '';
    if (type !== 'application/json') {
      // Its end is noted even if the client has gone. What everybody may read, nobody takes away.
      const tell = (to: Route, told: Uint8Array) =>
        hop.call(to, told, { ...this.context(exchange, route, token), onGone: () => undefined });
      const taken = token !== '' && request.method !== 'HEAD';
      const note = !taken ? undefined : exportNote(route, bytes, type, tell, this.parts.log);
      return { ...(await exportOf(route, bytes, type, this.asking(exchange, route, token), note)), personal };
    }
    if (route.file === 'down') return fileAnswer(request, route, hop.receive(route, bytes, context), seen);
    const result =
      route.file === 'up'
        ? await hop.send(route, messagesOf(request, route, bytes, goOn), context)
        : await hop.call(route, bytes, context);
    return answerOf(route, result, this.out, seen, personal);
  }

  /**
   * Calls for one client; those under way end when the client has gone. The request has paid for the first page of its
   * list, the others are paid one by one; what records are called beside it is paid by so many as a page has, and needs
   * no purpose.
   */
  private asking(exchange: Exchange, list: Route, token: string): Ask {
    const ends = new Set<() => void>();
    const gone = new AbortController();
    whenGone(exchange.response, () => {
      gone.abort();
      ends.forEach((end) => end());
    });
    let beside = 0;
    return async (route, bytes) => {
      const pays = route === list ? exchange.pages++ > 0 : ++beside % pageSize === 0;
      if (pays) await this.parts.quota.takeInTurn(exchange.payer, gone.signal);
      let mine = (): void => undefined;
      const onGone = (cancel: () => void): void => {
        ends.add((mine = cancel));
        if (exchange.response.closed) cancel();
      };
      const context = { ...this.context(exchange, route, token), ...(route !== list && { purpose: '' }), onGone };
      return this.parts.hop.call(route, bytes, context).finally(() => ends.delete(mine));
    };
  }

  /**
   * What goes with a call: this and nothing else of what the client sent. How long a service may work is the platform's
   * to say, be there a `Grpc-Timeout`; a client that waits no longer closes its connection, and the call ends.
   */
  private context({ request: { headers }, response, trace }: Exchange, { file }: Route, token: string): CallContext {
    const { timeoutMs, fileTimeoutMs } = this.parts;
    return {
      token,
      traceparent: trace.traceparent,
      purpose: shaped(headers, 'x-purpose', isPurpose),
      onBehalfOf: shaped(headers, 'x-on-behalf-of', isPersonId),
      deadline: deadlineIn(file === 'none' ? timeoutMs : fileTimeoutMs),
      onGone: (cancel) => whenGone(response, cancel),
    };
  }

  /**
   * Proves who calls and takes the request off their quota; a call without a token, where that is allowed, off that of
   * the address that it came from. Answers with the token; empty where there is none.
   */
  private async identify(exchange: Exchange, route: Route): Promise<string> {
    const authorization = header(exchange.request.headers, 'authorization');
    if (authorization === '' && isOpen(route)) {
      await this.takeOff(exchange, `a:${exchange.address}`);
      return '';
    }
    const token = bearerOf(authorization);
    const claims = await this.parts.verifier.verify(token);
    exchange.subject = claims.subject;
    await this.takeOff(exchange, `u:${claims.subject}`);
    admit(claims, route);
    return token;
  }

  private async takeOff(exchange: Exchange, key: string): Promise<void> {
    exchange.payer = key;
    const left = await this.parts.quota.take(key);
    exchange.headers = exchange.headers === none ? left : { ...exchange.headers, ...left };
  }

  private async page(exchange: Exchange, path: string, page: () => Answer | Promise<Answer>): Promise<Answer> {
    exchange.route = path;
    await this.takeOff(exchange, `a:${exchange.address}`);
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
      ...(problem.status === 401 && { 'www-authenticate': challenge(header(request.headers, 'authorization')) }),
      'content-type': 'application/problem+json; charset=utf-8',
      'content-language': language,
      vary: 'Accept-Language',
    };
    return { status: problem.status, headers, body: JSON.stringify(problemDocument(problem, language, trace.id)) };
  }
}

/** Tells who waits with a body, by `Expect: 100-continue`, to send it; nobody is before they are known to be allowed to. */
function letCome({ request, response }: Exchange): void {
  if (request.httpVersion === '1.1' && header(request.headers, 'expect') !== '') response.writeContinue();
}

const none: Readonly<Record<string, string>> = Object.freeze({});
