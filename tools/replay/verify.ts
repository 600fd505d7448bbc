import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Api, Json } from './api.ts';
import { channels, countyFrom, size, year } from './county.ts';
import { seed } from './tell.ts';

/** Figures that the sample tells in full, besides the needs. */
const compared = [
  'compounds_surveyed',
  'stations_built',
  'premises_merged_model_station',
  'practice_replications',
  'grids',
  'grid_workers',
  'grid_days_per_week',
  'senior_schools',
  'senior_canteens',
  'after_school_stations',
];

/** One thing compared. */
export interface Check {
  readonly what: string;
  readonly expected: number;
  readonly computed: number;
}

/** Compares what the platform computes with the report's own figures and with what was told. */
export async function compare(api: Api): Promise<Check[]> {
  return [...(await figureChecks(api)), ...(await countChecks(api))];
}

async function figureChecks(api: Api): Promise<Check[]> {
  const reported = reportedFigures();
  const { townships, needs } = countyFrom(seed);
  const collected = await api.get('county', `/v1/figures/needs_collected?fromDay=${year}-01-01&toDay=${year}-12-31`);
  const value = async (id: string) => Number((await api.get('county', `/v1/figures/${id}`))['value']);
  const part = partsOf(collected);
  const told = needs.filter(({ duplicateOf }) => duplicateOf === undefined);
  return [
    {
      what: 'needs_collected, the report',
      expected: reported('needs_collected'),
      computed: Number(collected['value']),
    },
    ...(await Promise.all(
      compared.map(async (id) => ({
        what: `${id}, the report`,
        expected: reported(id),
        computed: await value(id),
      })),
    )),
    { what: 'coverage_rate, percent', expected: 100, computed: await value('coverage_rate') },
    ...Object.entries(channels).map(([channel, n]) => ({
      what: `  by channel ${channel}`,
      expected: n,
      computed: part('channel', `CHANNEL_${channel}`),
    })),
    ...townships.map(({ code, name }) => ({
      what: `  in ${name}`,
      expected: told.filter(({ community }) => community.code.startsWith(code)).length,
      computed: part('division', code),
    })),
  ];
}

async function countChecks(api: Api): Promise<Check[]> {
  const { townships, communities, compounds } = countyFrom(seed);
  const divisions = 1 + townships.length + communities.length + compounds.length;
  const counted: readonly (readonly [string, number, number])[] = [
    ['records behind needs_collected', size.needs, await recordsBehind(api, 'needs_collected')],
    ['records behind stations_built', size.stations, await recordsBehind(api, 'stations_built')],
    ['records behind compounds_surveyed', size.compounds, await recordsBehind(api, 'compounds_surveyed')],
    ['coverages', size.compounds, await count(api, '/v1/coverages', 'coverages')],
    ['divisions', divisions, await count(api, '/v1/divisions', 'divisions')],
    ['needs, duplicates included', size.needs + size.duplicates, await count(api, '/v1/needs', 'needs')],
    ['resources', size.resources, await count(api, '/v1/resources', 'resources')],
    ['match runs', 1, await count(api, '/v1/matchRuns', 'matchRuns')],
  ];
  return counted.map(([what, expected, computed]) => ({ what, expected, computed }));
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
