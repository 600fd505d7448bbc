import { once } from 'node:events';
import { appendFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { idleLimits } from '../../../libs/runtime/src/idle.ts';

/** Takes traces as a collector of OpenTelemetry does, and keeps them as they came: a line of JSON a batch. */
export interface Collector {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** @param file where the batches go. */
export async function startCollector(file: string): Promise<Collector> {
  const server = createServer(idleLimits(), (request, response) => {
    text(request)
      .then((batch) => appendFile(file, `${batch}\n`))
      .then(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'))
      .catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${String(port)}/v1/traces`, stop: () => server[Symbol.asyncDispose]() };
}
