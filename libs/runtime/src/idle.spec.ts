import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { idleLimits } from './idle.js';

describe('an idle connection', () => {
  it.each([
    [undefined, 60_000],
    [1_000, 1_000],
    [60_000, 60_000],
    [90_000, 60_000],
  ])('of which %s ms is to be told is kept for 75 s, and %i are told', (toldMs, want) => {
    const server = createServer(idleLimits(toldMs));
    expect(server.keepAliveTimeout).toBe(want);
    expect(server.keepAliveTimeout + server.keepAliveTimeoutBuffer).toBe(75_000);
  });

  it('is good for a caller that had no turn when its time was over', async () => {
    // A process of its own, as far as turns go: it closes what is idle while the caller is busy.
    const server = new Worker(
      `const server = require('node:http').createServer(JSON.parse(require('node:worker_threads').workerData), (request, answer) => {
        request.resume();
        answer.end();
      });
      server.listen(0, '127.0.0.1', () => require('node:worker_threads').parentPort.postMessage(server.address().port));`,
      { eval: true, workerData: JSON.stringify(idleLimits(3_000)) },
    );
    const [port] = (await once(server, 'message')) as [number];
    const post = () => fetch(`http://127.0.0.1:${String(port)}/`, { method: 'POST', body: new URLSearchParams('a=b') });
    expect((await post()).headers.get('keep-alive')).toBe('timeout=3');
    // From a callback of another connection: whatever comes next is before the timers that are late.
    await once(connect(port, '127.0.0.1'), 'connect');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4_500);
    expect((await post()).status).toBe(200);
    await server.terminate();
  });
});
