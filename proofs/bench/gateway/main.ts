import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { startIssuer } from '../../../libs/testing/src/identity/issuer.ts';
import { buildApps } from '../../../tools/build/build.ts';
import { addressKey } from '../../../tools/platform/apps.ts';
import { ownerOf } from '../../../tools/platform/owners.ts';
import { ROOT } from '../../../tools/platform/platform.ts';
import { reasonOf } from '../../../tools/servers/shell.ts';
import { cpuOfCalls, startContender, type Contender } from '../spine/contender.ts';
import { buildGoGateway, startGoGateway } from './go-gateway.ts';
import { overload } from './overload.ts';
import { telemetry } from './telemetry.ts';
import { inTurn } from '../spine/measure.ts';
import { aNeed, countyCaller } from '../spine/records.ts';
import { report, type Row } from '../spine/report.ts';
import { benchServers } from '../spine/servers.ts';

const rounds = 5;
const here = (file: string) => join(import.meta.dirname, file);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

const built = await buildGoGateway().catch((error: unknown) => ({ skipped: reasonOf(error).split('\n')[0] ?? '' }));
const servers = await benchServers();
const issuer = await startIssuer();
const token = await issuer.tokenFor(countyCaller());
const [gateway] = await buildApps(ROOT, ['gateway']);
const backend = await startContender(here('backend.ts'));
const addressOf = ({ port }: Contender) => `127.0.0.1:${String(port)}`;
const env = { BENCH_BACKEND: addressOf(backend) };
const key = addressKey(ownerOf('needs'));
const common = {
  DOORSTEP_SERVICE: 'gateway',
  DOORSTEP_REDIS_URL: servers.redisUri,
  DOORSTEP_ISSUER: issuer.url,
  DOORSTEP_QUOTA_PER_SECOND: '1000000',
};
const startOurs = (settings: Readonly<Record<string, string>>) =>
  startContender(gateway?.file ?? '', { ...common, [key]: addressOf(backend), ...settings });
const ours = await startOurs({});
const slow = await startContender(here('backend.ts'), { BENCH_TAKES_MS: '8' });
const busy = await startOurs({ [key]: addressOf(slow) });
const stock = await startContender(here('stock.ts'), env);
const inGo = typeof built === 'string' ? await startGoGateway(built, env) : undefined;
const paths = { one: `/v1/${aNeed(0).name}`, many: '/v1/needs?pageSize=20' };
const raw = await startContender(here('echo.ts'), {
  BENCH_ONE: (await get(ours.port, paths.one)).toString('base64'),
  BENCH_MANY: (await get(ours.port, paths.many)).toString('base64'),
});
try {
  const rows: Row[] = [];
  for (const [what, path, width, times, most] of [
    ['GET by id, 1 caller', paths.one, 1, 2_000, undefined],
    ['GET by id, 8 callers', paths.one, 8, 4_000, 4],
    ['GET by id, 64 callers', paths.one, 64, 4_000, 2],
    ['list of 20, 64 callers', paths.many, 64, 2_000, 2],
  ] as const) {
    const turn = (contender: Contender) => () => cpuOfCalls(contender, width, times, () => get(contender.port, path));
    const contenders = { ours: turn(ours), stock: turn(stock), raw: turn(raw), inGo: inGo ? turn(inGo) : () => NaN };
    await Promise.all(Object.values(contenders).map(async (warm) => warm()));
    const took = await inTurn(rounds, contenders);
    rows.push(
      { what, unit: 'µs CPU', ours: took.ours, peer: took.stock, peerName: 'stock Nest', reach: ['≤', 0.6] },
      { what, unit: 'µs CPU', ours: took.ours, peer: took.raw, peerName: 'node:http', reach: most && ['≤', most] },
      ...(inGo ? [{ what, unit: 'µs CPU', ours: took.ours, peer: took.inGo, peerName: 'grpc-gateway (Go)' }] : []),
    );
  }
  rows.push(...(await telemetry(startOurs, (port) => get(port, paths.one))));
  rows.push(...(await overload(busy.port, paths.one, token)));
  await report('gateway', rows, [
    'CPU of the gateway process a request, read from it by IPC; callers, service, MongoDB, Redis and issuer are other processes. Ours proves the token, and takes the quota in Redis; stock Nest (Express, ClientGrpc) does none of it and gives other bytes for times and numbers; node:http answers our bytes from memory. The grpc-gateway in Go, with its defaults and all cores, does none of it either; its JSON is ProtoJSON with other spaces.',
    ...(typeof built === 'string' ? [] : [`grpc-gateway (Go) skipped: ${built.skipped}.`]),
    'Overload: a service of eight calls at a time, 8 ms each, behind a gateway that lets 512 wait; callers come at three times the rate that it answers at its best.',
    'Telemetry: nobody scrapes meanwhile; the collector of traces is this process, which answers at once.',
    'Where the time goes (--cpu-prof): of a GET at 64 callers sending the answer takes 16 % (the system write alone 10), its JSON 5, the quota 5; of a list of 20 the JSON 35 %, sending 14. BENCH_PROFILE=FOLDER writes the profiles.',
  ]);
} finally {
  agent.destroy();
  await Promise.all([ours, stock, raw, inGo, backend, busy, slow].map(async (contender) => contender?.stop()));
  await issuer.close();
  await servers.end();
}

/** Throws where the answer is no 200. */
function get(port: number, path: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    request({ host: '127.0.0.1', port, path, agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const body = Buffer.concat(parts);
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`${path} answered ${String(response.statusCode)}: ${body.toString()}`));
      });
    })
      .on('error', reject)
      .end();
  });
}
