import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HealthCheckResult } from '@nestjs/terminus';
import { isReady, type Health } from './health.js';
import { idleLimits } from '../idle.js';
import { openMetrics, unmetered, type Metrics } from '../telemetry/metrics.js';
import { hostAndPort, type TelemetryConfig } from '../telemetry/telemetry.config.js';

/** Where operators and probes look: `/livez`, `/readyz`, `/metrics`, on an address of its own that no caller of the API reaches. */
export interface Operations {
  readonly metrics: Metrics;
  readonly port: number;
  /** Answers `/readyz` by this from now on; before, the process says that it is starting. */
  follow(health: Pick<Health, 'look'>): void;
  close(): Promise<void>;
}

interface Page {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Opens the operations port: as the first thing of a process, so that a probe learns that it is starting. Throws where the address is taken. */
export async function openOperations(config: TelemetryConfig, service: string): Promise<Operations> {
  const { operationsBind, counted, version } = config;
  const metrics = counted ? await openMetrics({ app: service, version }) : unmetered;
  let health: Pick<Health, 'look'> = { look: () => Promise.resolve(starting) };
  const pages: Readonly<Record<string, () => Page | Promise<Page>>> = {
    // That it answers at all: what else it depends on would not come back by a restart.
    '/livez': () => json(200, { status: 'ok' }),
    '/readyz': async () => {
      const result = await health.look();
      return json(isReady(result) ? 200 : 503, result);
    },
    ...(counted && { '/metrics': async () => ({ status: 200, type: prometheus, text: await metrics.text() }) }),
  };
  const server = createServer(limits, (request, response) => {
    answer(pages, request, response).catch(() => response.destroy());
  });
  const port = await listening(server, operationsBind);
  return { metrics, port, follow: (given) => (health = given), close: () => closing(server) };
}

const prometheus = 'text/plain; version=0.0.4; charset=utf-8';
const limits = { maxHeaderSize: 8 * 1024, headersTimeout: 5_000, requestTimeout: 5_000, ...idleLimits() };
const starting: HealthCheckResult = {
  status: 'error',
  info: {},
  error: { process: { status: 'down', message: 'starting' } },
  details: { process: { status: 'down', message: 'starting' } },
};

const json = (status: number, body: object): Page => ({
  status,
  type: 'application/json; charset=utf-8',
  text: JSON.stringify(body),
});

async function answer(
  pages: Readonly<Record<string, () => Page | Promise<Page>>>,
  { url = '', method }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const page = Object.hasOwn(pages, url) ? pages[url] : undefined;
  if (page === undefined) return void response.writeHead(404).end();
  if (method !== 'GET' && method !== 'HEAD') return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
  const { status, type, text } = await Promise.resolve(page()).catch(() => failed);
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(method === 'HEAD' ? undefined : text);
}
const failed: Page = { status: 500, type: 'text/plain', text: '' };

function listening(server: Server, bind: string): Promise<number> {
  const { host, port } = hostAndPort(bind);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const portOf = (address: ReturnType<Server['address']>): number =>
    address !== null && typeof address === 'object' ? address.port : 0;
  server.once('error', reject).listen(port, host, () => resolve(portOf(server.address())));
  return promise;
}

function closing(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
