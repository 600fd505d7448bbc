import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Api, Json } from './api.ts';
import { channels, countyFrom, size, year } from './county.ts';
import { seed } from './tell.ts';

/** One thing compared. */
export interface Check {
  readonly what: string;
  readonly expected: number;
  readonly computed: number;
}

/** Compares what the platform computes with the report's own figures and with what was told. */
export async function compare(api: Api): Promise<Check[]> {
  const reported = reportedFigures();
  const county = countyFrom(seed);
  const originals = county.needs.filter(({ duplicateOf }) => duplicateOf === undefined);
  const needs = await api.get(
    'county',
    `/v1/figures/needs_collected?fromDay=${String(year)}-01-01&toDay=${String(year)}-12-31`,
  );
  const stations = await api.get('county', '/v1/figures/stations_built');
  const part = partsOf(needs);
  return [
    { what: 'needs_collected, the report', expected: reported('needs_collected'), computed: Number(needs['value']) },
    { what: 'stations_built, the report', expected: reported('stations_built'), computed: Number(stations['value']) },
    ...Object.entries(channels).map(([channel, n]) => ({
      what: `  by channel ${channel}`,
      expected: n,
      computed: part('channel', `CHANNEL_${channel}`),
    })),
    ...county.townships.map(({ code, name }) => ({
      what: `  in ${name}`,
      expected: originals.filter(({ community }) => community.code.startsWith(code)).length,
      computed: part('division', code),
    })),
    {
      what: 'records behind needs_collected',
      expected: size.needs,
      computed: await recordsBehind(api, 'needs_collected'),
    },
    {
      what: 'records behind stations_built',
      expected: size.stations,
      computed: await recordsBehind(api, 'stations_built'),
    },
    {
      what: 'divisions',
      expected: 1 + 11 + 25 + size.compounds,
      computed: await count(api, '/v1/divisions', 'divisions'),
    },
    {
      what: 'needs, duplicates included',
      expected: size.needs + size.duplicates,
      computed: await count(api, '/v1/needs', 'needs'),
    },
    { what: 'resources', expected: size.resources, computed: await count(api, '/v1/resources', 'resources') },
    { what: 'match runs', expected: 1, computed: await count(api, '/v1/matchRuns', 'matchRuns') },
  ];
}

/** Figures of the report by their ids. */
function reportedFigures(): (id: string) => number {
  const [, ...lines] = readFileSync(join(import.meta.dirname, '../../data/report/figures.csv'), 'utf8')
    .trim()
    .split('\n');
  const figures = new Map(
    lines.map((line) => line.split(',')).map(([id = '', , reported = '']) => [id, Number(reported)]),
  );
  return (id) => figures.get(id) ?? Number.NaN;
}

const partsOf =
  (figure: Json) =>
  (dimension: string, key: string): number => {
    const part = (figure['parts'] as Json[]).find((known) => known['dimension'] === dimension && known['key'] === key);
    return Number(part?.['value'] ?? 0);
  };

async function count(api: Api, path: string, items: string): Promise<number> {
  return (await Array.fromAsync(api.all('county', path, items))).length;
}

/** How many distinct records stand behind a figure and are really there. */
async function recordsBehind(api: Api, figure: string): Promise<number> {
  const names = new Set<string>();
  for await (const { record } of api.all('county', `/v1/figures/${figure}/records`, 'records'))
    names.add(String(record));
  const [first] = names;
  if (first !== undefined) await api.get('county', `/v1/${first}`);
  return names.size;
}
