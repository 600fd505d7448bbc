import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from '../spine/measure.ts';
import type { Row } from '../spine/report.ts';

const peakSeconds = 3;
const overSeconds = 6;
const callers = 64;
/** Requests are sent in small bursts, each when its time has come, whether others were answered or not. */
const burstMs = 5;

interface Answer {
  readonly status: number;
  readonly ms: number;
}

/** A gateway before a service of bounded capacity: what it answers at its best, and under three times that load. */
export async function overload(port: number, path: string, token: string): Promise<Row[]> {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 1_024 });
  const ask = (): Promise<Answer> => asked({ host: '127.0.0.1', port, path, agent, token });
  try {
    const peak = good(await closed(ask)).length / peakSeconds;
    const answers = await open(ask, 3 * peak);
    const refused = answers.filter(({ status }) => status === 503 || status === 429);
    const others = answers.length - refused.length - good(answers).length;
    const late = refused.length === 0 ? [0] : refused.map(({ ms }) => ms);
    return [
      { what: 'at its best, 64 callers', unit: 'answers/s', ours: [peak] },
      {
        ...{ what: 'under 3× that load', unit: 'answers/s', ours: [good(answers).length / overSeconds] },
        ...{ peer: [peak], peerName: 'at its best', reach: ['≥', 0.9] as const },
      },
      { what: 'refused under 3×, p99 until told', unit: 'ms', ours: [quantile(late, 0.99)], reach: ['≤', 100] },
      { what: 'under 3×, neither 200 nor 429 nor 503', unit: '', ours: [others], reach: ['≤', 0] },
    ];
  } finally {
    agent.destroy();
  }
}

const good = (answers: readonly Answer[]): Answer[] => answers.filter(({ status }) => status === 200);

/** Callers who ask again as soon as they were answered. */
async function closed(ask: () => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  const end = performance.now() + peakSeconds * 1_000;
  const caller = async (): Promise<void> => {
    while (performance.now() < end) answers.push(await ask());
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return answers;
}

/** Callers who come whether others were answered or not. */
async function open(ask: () => Promise<Answer>, perSecond: number): Promise<Answer[]> {
  const answers: Promise<Answer>[] = [];
  const began = performance.now();
  for (let spent = 0; spent < overSeconds * 1_000; spent = performance.now() - began) {
    while (answers.length < (spent * perSecond) / 1_000) answers.push(ask());
    await pause(burstMs);
  }
  return Promise.all(answers);
}

interface Question {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly agent: Agent;
  readonly token: string;
}

function asked({ token, ...where }: Question): Promise<Answer> {
  const began = performance.now();
  return new Promise((resolve) => {
    const told = (status: number): void => resolve({ status, ms: performance.now() - began });
    request({ ...where, headers: { authorization: `Bearer ${token}` } }, (response) => {
      response.resume().once('end', () => told(response.statusCode ?? 0));
    })
      .on('error', () => told(0))
      .end();
  });
}
