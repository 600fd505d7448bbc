// The least that HTTP costs: node:http answers the same bytes from memory.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const [one, many] = [process.env['BENCH_ONE'] ?? '', process.env['BENCH_MANY'] ?? ''].map((text) =>
  Buffer.from(text, 'base64'),
);
const server = createServer((request, response) => {
  const body = (request.url?.includes('?') ? many : one) ?? '';
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => process.send?.({ ready: true, port: (server.address() as AddressInfo).port }));
