import { join } from 'node:path';
import { DivisionServiceService, type Division } from '@doorstep/contracts/stations/v1/division.js';
import { Lane } from '@doorstep/hop';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { startIssuer } from '../../../libs/testing/src/identity/issuer.ts';
import { cpuOfCalls, startContender, type Contender } from '../spine/contender.ts';
import { inTurn } from '../spine/measure.ts';
import { countyCaller } from '../spine/records.ts';
import { report, type Row } from '../spine/report.ts';

const rounds = 5;
const here = (file: string) => join(import.meta.dirname, file);
const issuer = await startIssuer();
const metadata = new Metadata();
const token = await issuer.tokenFor(countyCaller());
metadata.set('authorization', `Bearer ${token}`);
const ours = await startContender(here('ours.ts'), {
  DOORSTEP_ISSUER: issuer.url,
  DOORSTEP_MONGO_URI: 'mongodb://127.0.0.1:1/',
  DOORSTEP_REDIS_URL: 'redis://127.0.0.1:1',
  DOORSTEP_SERVICE: 'bench',
  DOORSTEP_CLIENT_ID: 'bench',
  DOORSTEP_CLIENT_SECRET: 'none',
});
const raw = await startContender(here('raw.ts'));
const stock = await startContender(here('stock.ts'));
const clients: Client[] = [];
let lane: Lane | undefined;
try {
  const rows: Row[] = [];
  const byLane = await laneCaller(ours);
  const calls = new Map<Contender, () => Promise<unknown>>(
    [ours, raw, stock].map((contender) => [contender, caller(contender)]),
  );
  for (const [width, times] of [
    [1, 2_000],
    [8, 5_000],
    [64, 8_000],
  ] as const) {
    const turn = (contender: Contender) => () =>
      cpuOfCalls(contender, width, times, calls.get(contender) ?? (() => Promise.reject(new Error('no client'))));
    const lane = () => cpuOfCalls(ours, width, times, byLane);
    const contenders = { ours: turn(ours), lane, raw: turn(raw), stock: turn(stock) };
    for (const warm of Object.values(contenders)) await warm();
    const took = await inTurn(rounds, contenders);
    const what = `empty unary call, ${String(width)} under way`;
    rows.push(
      { what, unit: 'µs CPU', ours: took.ours, peer: took.raw, peerName: 'grpc-js', reach: ['≤', 1.5] },
      { what, unit: 'µs CPU', ours: took.ours, peer: took.stock, peerName: 'stock Nest' },
      { what: `${what}, by lane`, unit: 'µs CPU', ours: took.lane, peer: took.raw, peerName: 'grpc-js, unary' },
    );
  }
  await report('service', rows, [
    'CPU of the service process a call. Ours proves the token (from its cache), judges the access rule and validates the bytes; grpc-js and stock Nest do none of it.',
  ]);
} finally {
  for (const client of clients) client.close();
  lane?.close();
  await Promise.all([ours, raw, stock].map((contender) => contender.stop()));
  await issuer.close();
}

/** The same call by a lane, as the gateway makes it. */
async function laneCaller({ port }: Contender): Promise<() => Promise<Uint8Array>> {
  const { path, requestSerialize } = DivisionServiceService.getDivision;
  const bytes = requestSerialize({ name: 'divisions/140930' });
  const nobody = { token, traceparent: '', purpose: '', onBehalfOf: '' };
  const opened = await new Promise<Lane>((resolve, reject) => {
    const broken = (): void => reject(new Error('no lane'));
    lane = new Lane(`127.0.0.1:${String(port)}`, {}, resolve, broken);
  });
  return () =>
    opened.call(path, bytes, { ...nobody, deadline: new Date(Date.now() + 10_000), onGone: () => undefined });
}

function caller({ port }: Contender): () => Promise<Division> {
  const client = new Client(`127.0.0.1:${String(port)}`, credentials.createInsecure());
  clients.push(client);
  const { path, requestSerialize, responseDeserialize } = DivisionServiceService.getDivision;
  return () =>
    new Promise((resolve, reject) => {
      const done = (error: Error | null, division?: Division): void =>
        division === undefined ? reject(error ?? new Error('no answer')) : resolve(division);
      const request = { name: 'divisions/140930' } as const;
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, done);
    });
}
