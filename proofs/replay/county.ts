import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workingDay } from './calendar.ts';
import type { Kind } from './opening.ts';
import { randomOf, type Random } from './random.ts';
import { howMany } from './report.ts';

export interface Place {
  readonly code: string;
  readonly name: string;
  /** Made up: it stands for no real place. */
  readonly generated: boolean;
}

export interface StationStory {
  readonly compound: Place;
  readonly displayName: string;
  readonly generated: boolean;
  readonly kind: Kind;
  /** 示范站: 隗滨花园, which the report names. */
  readonly model: boolean;
  /** Place among the year's working days of proposal, approval, beginning, inspection, acceptance, opening. */
  readonly at: readonly [number, number, number, number, number, number];
}

/** A county whose year is told. */
export interface County {
  readonly seed: number;
  /** So many times as many stories as the report has. */
  readonly scale: number;
  readonly county: Place;
  readonly townships: readonly Place[];
  readonly communities: readonly Place[];
  readonly compounds: readonly Place[];
  readonly stations: readonly StationStory[];
}

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
/** Communities of the county seat, of any other township; compounds of a community: 100 compounds at scale 1. */
const [inSeat, elsewhere, perCommunity] = [15, 1, 4];
const seat = '140930100';
const modelCompound = '1409301000010001';
/**
 * A county with only the compounds that the report names, a twentieth of all, and every kind of story. Fractions between
 * this and the whole there are none.
 */
export const smallScale = 1 / 20;
/** A township's communities have codes of three digits. */
export const greatestScale = Math.floor(999 / inSeat);

/** The county by a seed. Pure: the same seed and scale give the same stories. */
export function countyFrom(seed: number, scale = 1): County {
  const [county, ...townships] = readDivisions();
  if (county === undefined) throw new Error('data/divisions holds no county');
  const told = (places: readonly Place[]) => places.filter(({ generated }) => scale > smallScale || !generated);
  const communities = townships.flatMap(({ code, name }) =>
    told(
      children(code, 3, Math.ceil(scale) * (code === seat ? inSeat : elsewhere), named.communities, (i) => {
        const township = name.slice(0, -1);
        return `${township}第${String(i)}社区`;
      }),
    ),
  );
  const compounds = communities.flatMap(({ code, name }) =>
    told(children(code, 4, perCommunity, named.compounds, (i) => `${name.replace('社区', '')}${String(i)}号小区`)),
  );
  const stations = stationStories(compounds, howMany('stations_built', scale), randomOf(seed, 'stations'));
  return { seed, scale, county, townships, communities, compounds, stations };
}

/** The county and its townships, county first. */
function readDivisions(): Place[] {
  const file = join(import.meta.dirname, '../../data/divisions/hequ-divisions.csv');
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
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

function stationStories(compounds: readonly Place[], n: number, random: Random): StationStory[] {
  const [made = [], real = []] = [true, false].map((kind) => compounds.filter(({ generated }) => generated === kind));
  const chosen = new Set([...real, ...random.shuffle(made)].slice(0, n));
  return compounds
    .filter((compound) => chosen.has(compound))
    .map((compound) => {
      const model = compound.code === modelCompound;
      // The county surveys in January; the model station is the first, the others follow its example.
      const first = model ? 16 : 18 + random.below(36);
      return {
        compound,
        displayName: `${compound.name}党群服务站`,
        generated: compound.generated,
        kind: kindOf(compound),
        model,
        at: [first, first + 3, first + 5, first + 20, first + 22, first + 25],
      };
    });
}

/** Every third compound is new; 隗滨花园 is old: its station was made out of rooms that stood idle. */
export const kindOf = ({ code }: Place): Kind => (Number(code.slice(-1)) % 3 === 0 ? 'NEW' : 'OLD');

/** The community in which a compound lies. */
export const communityOf = (code: string): Pick<Place, 'code'> => ({ code: code.slice(0, 12) });

/** Place among the year's working days on which a station opens. */
export const opens = ({ at }: StationStory): number => at[5];
export const openingDay = (station: StationStory): string => workingDay(opens(station));
