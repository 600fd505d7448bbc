import { createServer, type Server } from 'node:http';
import { hostAndPort, type TelemetryConfig } from './telemetry.config.js';
import { openMetrics, unmetered, type Metrics } from './metrics.js';

/** Where operators look: `/metrics`, on an address of its own that no caller of the API reaches. */
export interface Operations {
  readonly metrics: Metrics;
  /** Port of `/metrics`; 0 where there is none. */
  readonly port: number;
  close(): Promise<void>;
}

/** Opens `/metrics` where an address is configured. Throws where it is taken. */
export async function openOperations({ metricsBind, version }: TelemetryConfig, service: string): Promise<Operations> {
  if (metricsBind === '') return { metrics: unmetered, port: 0, close: () => Promise.resolve() };
  const metrics = await openMetrics({ app: service, version });
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end();
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  const port = await listening(server, metricsBind);
  return { metrics, port, close: () => closing(server) };
}

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
