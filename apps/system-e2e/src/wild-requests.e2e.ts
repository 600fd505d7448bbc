import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { platform, signed } from './platform.js';
import { wildRequests, type Wild } from './requests.example.js';

/** `npm run fuzz -- requests` asks for more. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 500);
const seed = process.env['FUZZ_SEED'];
/** As many at once as a few browsers send. */
const atOnce = 8;
/** Longer than any deadline: who has no answer by then waits for ever. */
const patienceMs = 20_000;

/** A county that no record lies in; nobody there may change what is everybody's. */
const roles = ['grid_worker', 'community', 'station_manager', 'resident', 'township', 'department_client', 'auditor'];
const divisions = ['990930'];

/** What a gateway may answer: what the request did, what is wrong with it, or that a service does not serve it. */
const declared = (status: number): boolean => (status >= 200 && status < 500) || status === 501 || status === 503;

async function answerTo({ method, target, headers, body }: Wild, token: string): Promise<string> {
  const { port, hostname } = new URL(platform.gateway);
  const bytes = Buffer.from(body);
  const own = [
    ['host', hostname],
    ['connection', 'close'],
    ...(headers.some(([name]) => name === 'authorization') || token === ''
      ? []
      : [['authorization', `Bearer ${token}`]]),
    ...(bytes.length > 0 ? [['content-length', String(bytes.length)]] : []),
  ];
  const lines = [...own, ...headers].map(([name = '', value = '']) => `${name}: ${value}`);
  const socket = connect(Number(port), hostname);
  socket.setTimeout(patienceMs, () => socket.destroy(new Error('no answer')));
  socket.write([`${method} ${target} HTTP/1.1`, ...lines, '', ''].join('\r\n'), 'latin1');
  socket.write(bytes);
  // Where a body is refused early, the connection may be reset once the answer was read.
  return text(socket);
}

const statusesIn = (answer: string): number[] =>
  [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));

it(
  `no request is answered by a failure, nor waits for ever: ${String(runs)} of them`,
  async () => {
    const tokens = await Promise.all(
      roles.map((role) => signed({ subject: `wild-${role}`, roles: [role], divisions, organisation: 'wild' })),
    );
    const callers = [...tokens, ''];
    const parameters = { numRuns: Math.ceil(runs / atOnce), ...(seed ? { seed: Number(seed) } : {}) };
    const requests = fc.array(wildRequests(callers.length), { minLength: atOnce, maxLength: atOnce });
    await fc.assert(
      fc.asyncProperty(requests, async (several) => {
        const answers = await Promise.all(several.map((one) => answerTo(one, callers[one.caller] ?? '')));
        for (const [i, answer] of answers.entries()) {
          const status = statusesIn(answer).at(-1) ?? 0;
          if (!declared(status)) throw new Error(`${JSON.stringify(several[i])} was answered ${answer.slice(0, 600)}`);
          if (status >= 400 && several[i]?.method !== 'HEAD') expect(answer).toContain('application/problem+json');
        }
      }),
      { ...parameters, endOnFailure: true },
    );
  },
  runs * 100 + 30_000,
);
