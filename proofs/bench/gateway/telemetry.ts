import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpuOfCalls, type Contender } from '../spine/contender.ts';
import { inTurn } from '../spine/measure.ts';
import type { Row } from '../spine/report.ts';

const rounds = 9;
const [width, times] = [64, 4_000];

/**
 * What a request costs a gateway that counts, and one that traces too, against one that does neither.
 * @param start a gateway with these settings beside its usual ones.
 * @param get asks the gateway on a port for one record.
 */
export async function telemetry(
  start: (settings: Readonly<Record<string, string>>) => Promise<Contender>,
  get: (port: number) => Promise<unknown>,
): Promise<Row[]> {
  const collector = createServer((request, response) => request.resume().on('end', () => response.end('{}')));
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  const counting = { DOORSTEP_METRICS: 'on' };
  const tracing = { ...counting, DOORSTEP_TRACES_ENDPOINT: `http://127.0.0.1:${String(port)}/v1/traces` };
  const silent = await start({});
  const counted = await start(counting);
  const sampled = await start({ ...tracing, DOORSTEP_TRACES_RATIO: '0.1' });
  const traced = await start({ ...tracing, DOORSTEP_TRACES_RATIO: '1' });
  try {
    const turn = (contender: Contender) => () => cpuOfCalls(contender, width, times, () => get(contender.port));
    const turns = { silent: turn(silent), counted: turn(counted), sampled: turn(sampled), traced: turn(traced) };
    await Promise.all(Object.values(turns).map(async (warm) => warm()));
    const took = await inTurn(rounds, turns);
    const row = { unit: 'µs CPU', peer: took.silent, peerName: 'without telemetry' };
    const what = `GET by id, ${String(width)} callers`;
    return [
      { ...row, what: `${what}, counted`, ours: took.counted, reach: ['≤', 1.05] },
      { ...row, what: `${what}, counted, every tenth traced`, ours: took.sampled },
      { ...row, what: `${what}, counted, all traced`, ours: took.traced },
    ];
  } finally {
    await Promise.all([silent, counted, sampled, traced].map((one) => one.stop()));
    collector.closeAllConnections();
    collector.close();
  }
}
