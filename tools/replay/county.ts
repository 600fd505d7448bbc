import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workingCalendar } from '@doorstep/domain';
import { needTitles, offers, units } from './catalogue.ts';
import type { Kind } from './opening.ts';
import { randomFrom, type Random } from './random.ts';

const root = join(import.meta.dirname, '../..');
/** The year that the report speaks of: its National Day and Mid-Autumn fell together in 2025. */
export const year = 2025;

/** How many stories are told: the report's own counts, and for places the report's compounds. */
export const size = {
  compounds: 100,
  stations: 72,
  needs: 896,
  duplicates: 12,
  resources: 134,
  seniorSchools: 28,
  canteens: 1,
  afterSchools: 11,
  toolWalls: 23,
};

export interface Place {
  readonly code: string;
  readonly name: string;
  /** Made up: it stands for no real place. */
  readonly generated: boolean;
}
export interface StationStory {
  readonly id: string;
  readonly compound: Place;
  readonly displayName: string;
  readonly generated: boolean;
  readonly kind: Kind;
  /** 示范站: 隗滨花园, which the report names. */
  readonly model: boolean;
  /** Days of proposal, approval, beginning, inspection, acceptance, opening. */
  readonly days: readonly string[];
}
export interface NeedStory {
  readonly id: string;
  readonly channel: Channel;
  /** Where it arises; the station of the compound, or the community where none stands behind it. */
  readonly community: Place;
  readonly station: string | undefined;
  readonly category: string;
  readonly title: string;
  readonly quantity: number;
  readonly urgency: string;
  /** Days of filing, of verification, of publication. */
  readonly days: readonly [string, string, string];
  /** The story that it repeats, where it is a duplicate. */
  readonly duplicateOf?: string;
}
export interface ResourceStory {
  readonly id: string;
  readonly unit: number;
  readonly division: string;
  readonly title: string;
  readonly categories: readonly string[];
  readonly capacity: number;
}
export type Channel = 'GRID_WORKER' | 'RESIDENT' | 'HOTLINE' | 'BOX' | 'HOME_VISIT' | 'DEPARTMENT';

export interface County {
  readonly county: Place;
  readonly townships: readonly Place[];
  readonly communities: readonly Place[];
  readonly compounds: readonly Place[];
  readonly stations: readonly StationStory[];
  readonly needs: readonly NeedStory[];
  readonly resources: readonly ResourceStory[];
}

/** How the needs reached the platform. The report says that grid workers brought more than 800. */
export const channels: Readonly<Record<Channel, number>> = {
  GRID_WORKER: 806,
  RESIDENT: 30,
  HOTLINE: 20,
  BOX: 15,
  HOME_VISIT: 20,
  DEPARTMENT: 5,
};

/** Communities and compounds that the report names; codes below the township are ours. */
const named = {
  communities: { '140930100001': '滨河社区', '140930100002': '马营围社区' },
  compounds: {
    '1409301000010001': '隗滨花园小区',
    '1409301000020001': '文曲院小区',
    '1409301000020002': '教育小区',
    '1409301000020003': '幸福小区',
    '1409301000020004': '恒苑尚水小区',
  },
} as const;
/** Communities of the county seat, of any other township; compounds of a community. */
const [inSeat, elsewhere, perCommunity] = [15, 1, 4];
const seat = '140930100';
const model = '1409301000010001';

/** The sample county by a seed. Pure: the same seed gives the same stories. */
export function countyFrom(seed: number): County {
  const random = randomFrom(seed);
  const [county, ...townships] = readDivisions();
  if (county === undefined) throw new Error('data/divisions holds no county');
  const communities = townships.flatMap(({ code, name }) =>
    children(
      code,
      3,
      code === seat ? inSeat : elsewhere,
      named.communities,
      (i) => `${name.slice(0, -1)}第${String(i)}社区`,
    ),
  );
  const compounds = communities.flatMap(({ code, name }) =>
    children(code, 4, perCommunity, named.compounds, (i) => `${name.replace('社区', '')}${String(i)}号小区`),
  );
  const stations = stationStories(compounds, random);
  const places = { county, townships, communities, compounds, stations };
  return { ...places, needs: needStories(places, random), resources: resourceStories(places, random) };
}

/** The county and its townships, county first. */
function readDivisions(): Place[] {
  const [, ...lines] = readFileSync(join(root, 'data/divisions/hequ-divisions.csv'), 'utf8').trim().split('\n');
  return lines.map((line) => line.split(',')).map(([code = '', name = '']) => ({ code, name, generated: false }));
}

function children(
  parent: string,
  digits: number,
  n: number,
  known: Readonly<Record<string, string>>,
  invent: (i: number) => string,
): Place[] {
  return Array.from({ length: n }, (_, at) => {
    const code = parent + String(at + 1).padStart(digits, '0');
    return { code, name: known[code] ?? invent(at + 1), generated: known[code] === undefined };
  });
}

function stationStories(compounds: readonly Place[], random: Random): StationStory[] {
  const [real, made] = [
    compounds.filter(({ generated }) => !generated),
    compounds.filter(({ generated }) => generated),
  ];
  const chosen = new Set([...real, ...random.shuffle(made).slice(0, size.stations - real.length)]);
  return compounds
    .filter((compound) => chosen.has(compound))
    .map((compound) => {
      const month = 1 + random.below(7);
      const day = (offset: number): string =>
        `${String(year - 1)}-${String(month + offset).padStart(2, '0')}-${String(1 + random.below(28)).padStart(2, '0')}`;
      return {
        id: compound.code,
        compound,
        displayName: `${compound.name}党群服务站`,
        generated: compound.generated,
        kind: kindOf(compound),
        model: compound.code === model,
        days: [0, 1, 2, 3, 4, 5].map(day),
      };
    });
}

/** Every third compound is new; 隗滨花园 is old: its station was made out of rooms that stood idle. */
export const kindOf = ({ code }: Place): Kind => (Number(code.slice(-1)) % 3 === 0 ? 'NEW' : 'OLD');

function needStories({ communities, stations }: Pick<County, 'communities' | 'stations'>, random: Random): NeedStory[] {
  const days = workingDays();
  const told = random.shuffle(
    Object.entries(channels).flatMap(([channel, n]) => Array.from({ length: n }, () => channel as Channel)),
  );
  const needs = told.map((channel, at): NeedStory => {
    const station = random.pick(stations);
    const community = communities.find(({ code }) => station.compound.code.startsWith(code));
    if (community === undefined) throw new Error(`${station.compound.code} lies in no community`);
    const category = random.pick(Object.keys(needTitles));
    const first = random.below(days.length - 4);
    const second = first + random.below(3);
    return {
      id: `need-${String(at + 1)}`,
      channel,
      community,
      station: channel === 'HOTLINE' || channel === 'DEPARTMENT' ? undefined : station.id,
      category,
      title: random.pick(needTitles[category] ?? []),
      quantity: random.pick([1, 1, 1, 1, 2, 3]),
      urgency: random.pick(['NORMAL', 'NORMAL', 'NORMAL', 'URGENT', 'CRITICAL']),
      days: [days[first], days[second], days[second + random.below(2)]] as [string, string, string],
    };
  });
  const repeated = random.shuffle(needs.filter(({ channel }) => channel === 'GRID_WORKER')).slice(0, size.duplicates);
  return [
    ...needs,
    ...repeated.map((need, at): NeedStory => ({
      ...need,
      id: `duplicate-${String(at + 1)}`,
      duplicateOf: need.id,
      channel: 'BOX',
    })),
  ];
}

/** Working days of the year, by the State Council's calendar. */
function workingDays(): string[] {
  const text = readFileSync(join(root, `data/calendar/holiday-cn-${String(year)}.json`), 'utf8');
  const calendar = workingCalendar([JSON.parse(text)], 'sample');
  const first = Date.parse(`${String(year)}-01-01T00:00:00Z`);
  const days = Array.from({ length: 365 }, (_, at) => new Date(first + at * 86_400_000).toISOString().slice(0, 10));
  return days.filter((day) => calendar.isWorkingDay(day));
}

function resourceStories(
  { county, townships, communities }: Pick<County, 'county' | 'townships' | 'communities'>,
  random: Random,
): ResourceStory[] {
  return Array.from({ length: size.resources }, (_, at) => {
    const offer = offers[at % offers.length] ?? offers[0];
    const reach = random.pick([county, random.pick(townships), random.pick(townships), random.pick(communities)]);
    return {
      id: `resource-${String(at + 1)}`,
      unit: at % units.length,
      division: reach.code,
      title: `${units[at % units.length] ?? ''}${offer?.title ?? ''}`,
      categories: offer?.categories ?? [],
      capacity: random.pick([4, 6, 8, 10, 12, 20]),
    };
  });
}
