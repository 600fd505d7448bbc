import { randomUUID } from 'node:crypto';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { division } from './county.ts';

/** A request that did not get what it asked for. */
interface Miss {
  readonly line: string;
  readonly why: string;
  readonly at: string;
}

/** What became of the requests since it was last asked. */
interface Tally {
  readonly sent: number;
  readonly misses: readonly Miss[];
  readonly slowestMs: number;
}

/** Callers who send at a steady rate, whatever comes back, and try nothing twice. */
export interface Load {
  take(): Tally;
  stop(): Promise<Tally>;
}

const timeoutMs = 15_000;

/**
 * Reads and writes through the gateway. Connections are kept and used again, as pages and balancers do.
 * @param perSecond requests a second.
 */
export function startLoad(gateway: string, token: string, perSecond: number): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let tally = fresh();
  let turn = 0;
  const names: string[] = [];
  const under = new Set<Promise<void>>();
  const send = async (line: string, body?: object): Promise<void> => {
    const start = performance.now();
    tally.sent += 1;
    const outcome = await ask(agent, gateway, token, line, body).catch((error: unknown) => String(error));
    tally.slowestMs = Math.max(tally.slowestMs, performance.now() - start);
    if (typeof outcome === 'string') tally.misses.push({ line, why: outcome, at: new Date().toISOString() });
    else if (outcome.name !== undefined && names.push(outcome.name) > 100) names.shift();
  };
  const next = (): void => {
    const [line, body] = requestOf(turn++, names);
    const sent = send(line, body).finally(() => under.delete(sent));
    under.add(sent);
  };
  const timer = setInterval(next, 1000 / perSecond);
  const take = (): Tally => {
    const taken = tally;
    tally = fresh();
    return taken;
  };
  const stop = async (): Promise<Tally> => {
    clearInterval(timer);
    await Promise.all(under);
    agent.destroy();
    return take();
  };
  return { take, stop };
}

const fresh = () => ({ sent: 0, misses: [] as Miss[], slowestMs: 0 });

/** Three reads to a write. */
function requestOf(turn: number, names: readonly string[]): [line: string, body?: object] {
  const name = names[turn % Math.max(1, names.length)];
  if (turn % 4 === 0 || name === undefined) return ['POST /v1/needs', draft()];
  if (turn % 4 === 1) return ['GET /v1/needs?pageSize=10'];
  if (turn % 4 === 2) return ['GET /v1/figures/needs_collected'];
  return [`GET /v1/${name}`];
}

const draft = (): object => ({
  division,
  category: 'elder-care',
  title: '负载',
  quantity: 1,
  channel: 'CHANNEL_HOTLINE',
  openUntil: '2099-12-31T10:00:00Z',
});

/** @returns why it failed, or the name of what was made. */
function ask(agent: Agent, gateway: string, token: string, line: string, body?: object) {
  const [method = '', path = ''] = line.split(' ');
  const { promise, resolve, reject } = Promise.withResolvers<{ name?: string } | string>();
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
  };
  const take = async (answer: IncomingMessage): Promise<void> => {
    const content = await text(answer);
    const { statusCode: status = 0 } = answer;
    if (status >= 400) return resolve(`${String(status)} ${content.slice(0, 200)}`);
    resolve(status === 201 ? (JSON.parse(content) as { name: string }) : {});
  };
  const sent = request(gateway + path, { agent, method, headers, timeout: timeoutMs }, (answer) => {
    take(answer).catch(reject);
  });
  sent.once('error', reject).once('timeout', () => sent.destroy(new Error('no answer in 15 s')));
  sent.end(body && JSON.stringify(body));
  return promise;
}
