import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { catalogue, type MetricSpec } from '@doorstep/runtime';
import { eventually } from '@doorstep/testing';
import type { Item } from './client.js';
import { needDraft, operatingStation } from './county.js';
import { as, platform } from './platform.js';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly service: string;
}
interface Batch {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly Omit<Span, 'service'>[] }[];
  }[];
}

const traceId = '5c0de0000000000000000000000d00r5'.replaceAll('r', 'f');
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

async function spansOf(trace: string): Promise<Span[]> {
  const lines = (await readFile(platform.traces, 'utf8')).trim().split('\n');
  return lines
    .flatMap((line) => (JSON.parse(line) as Batch).resourceSpans)
    .flatMap(({ resource, scopeSpans }) => {
      const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
      return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
    })
    .filter((span) => span.traceId === trace);
}

const scrape = async (app: string): Promise<string> => (await fetch(platform.metrics[app] ?? '')).text();

let need: Item;

beforeAll(async () => {
  const { name: station } = await operatingStation('1409301000010093');
  need = await as('grid.binhe.1').done('POST /v1/needs', needDraft({ station }), { traceparent });
});

describe('one trace', () => {
  it('leads from HTTP over gRPC, the peer and MongoDB to the event’s consumer', async () => {
    const spans = await eventually(async () => {
      const found = await spansOf(traceId);
      const last = ['POST /v1/needs', 'doorstep.stations.v1.StationService/GetStation', 'figures needs.drafted'];
      expect(found.map(({ name }) => name)).toEqual(expect.arrayContaining([...last, 'insert needs']));
      return found;
    }, 20_000);
    const parentOf = ({ parentSpanId }: Span) => spans.find(({ spanId }) => spanId === parentSpanId);
    const named = (name: string) => spans.find((span) => span.name === name);
    const way = (span: Span | undefined): string[] =>
      span === undefined ? [] : [...way(parentOf(span)), `${span.service.replace('doorstep-', '')}: ${span.name}`];
    const create = ['gateway: POST /v1/needs', 'matching: doorstep.matching.v1.NeedService/CreateNeed'];
    expect(way(named('insert needs'))).toEqual([...create, 'matching: insert needs']);
    expect(way(named('doorstep.stations.v1.StationService/GetStation'))).toEqual([
      ...create,
      'stations: doorstep.stations.v1.StationService/GetStation',
    ]);
    expect(way(named('figures needs.drafted'))).toEqual([...create, 'evaluation: figures needs.drafted']);
    expect(way(named('update positions')).slice(0, -1)).toEqual([...create, expect.stringMatching(/^evaluation: /)]);
  });

  it('is named in the answer and in the log of the gateway', async () => {
    const log = await readFile(`${platform.dataDir}/logs/gateway.log`, 'utf8');
    const lines = log.split('\n').filter((line) => line.includes(traceId));
    expect(lines.map((line) => (JSON.parse(line) as { route: string }).route)).toEqual(['/v1/needs']);
    const { headers } = await as('grid.binhe.1').ask(`GET /v1/${need.name}`, { headers: { traceparent } });
    expect(headers['x-trace-id']).toBe(traceId);
  });
});

describe('metrics', () => {
  const of = (app: string): string[] =>
    Object.entries<MetricSpec>(catalogue)
      .filter(([, { of: who }]) => who === 'all' || who === app || (who === 'services' && app !== 'gateway'))
      .filter(([name]) => !/breached|background_errors|dead_letters/.test(name))
      .map(([name]) => name);

  it.each(Object.keys(platform.metrics))('of %s are those of the catalogue', async (app) => {
    const text = await scrape(app);
    const present = new Set([...text.matchAll(/^# TYPE (doorstep_\w+)/gm)].map(([, name]) => name));
    const optional = /rpc_|consumer_|work_|deadlines_|events_journaled|relay_delay/;
    expect(of(app).filter((name) => !present.has(name) && !optional.test(name))).toEqual([]);
    expect([...present].filter((name) => !(name !== undefined && name in catalogue))).toEqual([]);
  });

  it('tell calls by the template of their route and by RPC', async () => {
    await as('grid.binhe.1').done(`GET /v1/${need.name}`);
    expect(await scrape('gateway')).toContain('method="GET",route="/v1/{name=needs/*}",status="200"');
    expect(await scrape('matching')).toContain('rpc="doorstep.matching.v1.NeedService/GetNeed",code="OK"');
  });

  it('follow the journal and who reads it', async () => {
    const value = (text: string, line: RegExp): number => Number(line.exec(text)?.[1]);
    await eventually(async () => {
      const [owner, reader] = await Promise.all([scrape('matching'), scrape('evaluation')]);
      const head = value(owner, /^doorstep_journal_sequence (\d+)/m);
      expect(head).toBeGreaterThan(0);
      expect(value(owner, /^doorstep_relay_waiting_records (\d+)/m)).toBe(0);
      expect(value(reader, /^doorstep_consumer_position\{group="figures",source="matching"\} (\d+)/m)).toBe(head);
    }, 20_000);
  });

  it('do not grow with what strangers ask for', async () => {
    const lines = async (): Promise<number> =>
      (await scrape('gateway')).split('\n').filter((line) => line.startsWith('doorstep_http')).length;
    const ask = async (path: string) => (await fetch(platform.gateway + path)).status;
    await ask('/v1/nothing/0');
    const before = await lines();
    for (let i = 1; i <= 50; i += 1) expect(await ask(`/v1/nothing/${String(i)}?name=${String(i)}`)).toBe(404);
    expect(await lines()).toBe(before);
  });
});
