import { needTitles, offers } from '../../catalogue.ts';
import { seasons, type Season } from '../../calendar.ts';
import { communityOf, opens, type County, type StationStory } from '../../county.ts';
import { units, type Unit } from '../../people.ts';
import { randomOf, type Random } from '../../random.ts';
import { howMany, times } from '../../report.ts';

export interface ResourceStory {
  readonly id: string;
  readonly unit: Unit;
  /** How far it reaches. */
  readonly division: string;
  readonly title: string;
  readonly categories: readonly string[];
  readonly capacity: number;
  /** What of it is kept for projects; the rest may go to needs. */
  readonly kept: number;
}

/** How a project ends within the year; the first three are implemented. */
type Outcome = 'ACCEPTED' | 'DELIVERED' | 'RUNNING' | 'CANCELLED' | 'PROPOSED';

export interface ProjectStory {
  readonly id: string;
  readonly season: Season;
  readonly station: StationStory;
  readonly category: string;
  readonly title: string;
  readonly livelihood: boolean;
  readonly outcome: Outcome;
  readonly gifts: readonly Gift[];
}
interface Gift {
  /** Id of the resource's story. */
  readonly resource: string;
  readonly quantity: number;
}

/** Two of the three lists: what resident units offer, and what is made of it. */
export interface Lists {
  readonly resources: readonly ResourceStory[];
  readonly projects: readonly ProjectStory[];
}

/** Resources that no project takes, projects that are given up, and projects for which a party is missing: none counts. */
const [unmatched, cancelled, withoutQuorum] = [6, 3, 3];

type Offered = Omit<ResourceStory, 'capacity' | 'kept'>;

/** 资源清单、项目清单: as many as the report counts. Every resource is given to a project at least. */
export function lists(county: County): Lists {
  const { seed, scale } = county;
  const [resources, projects] = [howMany('resources_matched', scale), howMany('projects_implemented', scale)];
  const places = Array.from({ length: projects }, (_, n) => placeOfProject(county, n));
  const offered = Array.from({ length: resources }, (_, n) => offer(county, n, places[n]?.station));
  const livelihood = livelihoodMatters(seed, projects, howMany('livelihood_matters', scale));
  const implemented = places.map((place, n): ProjectStory => {
    const random = randomOf(seed, `project ${String(n)}`);
    const gifts = giftsOf(offered, place.station, n, random);
    const { categories } = offered.find(({ id }) => id === gifts[0]?.resource) ?? { categories: [] };
    const matter = livelihood.has(n);
    const outcome = matter
      ? 'ACCEPTED'
      : random.pick<Outcome>(['ACCEPTED', 'ACCEPTED', 'ACCEPTED', 'DELIVERED', 'RUNNING']);
    return { ...titled(categories, random), ...place, id: `project ${String(n)}`, livelihood: matter, outcome, gifts };
  });
  const givenUp = times(cancelled, scale);
  const others = Array.from({ length: givenUp + times(withoutQuorum, scale) }, (_, n) =>
    abandoned(county, n, n < givenUp ? 'CANCELLED' : 'PROPOSED'),
  );
  const spare = Array.from({ length: times(unmatched, scale) }, (_, n) => offer(county, resources + n, undefined));
  return {
    resources: [...offered, ...spare].map((resource) => withCapacity(resource, implemented, seed)),
    projects: [...implemented, ...others],
  };
}

/** At a station that is open; the first one at 隗滨花园. */
function placeOfProject({ seed, stations }: County, n: number): Pick<ProjectStory, 'season' | 'station'> {
  const season = seasons[n % seasons.length] ?? seasons[0];
  const open = stations.filter((station) => opens(station) < season.matched && (n > 0 || station.model));
  return { season, station: randomOf(seed, `place ${String(n)}`).pick(open) };
}

/** The first, and others by lot. */
const livelihoodMatters = (seed: number, all: number, matters: number): ReadonlySet<number> => {
  const others = Array.from({ length: all - 1 }, (_, n) => n + 1);
  return new Set([
    0,
    ...randomOf(seed, 'livelihood')
      .shuffle(others)
      .slice(0, matters - 1),
  ]);
};

function offer(county: County, n: number, station: StationStory | undefined): Offered {
  const random = randomOf(county.seed, `resource ${String(n)}`);
  const kind = offers[n % offers.length];
  const unit = units[n % units.length];
  if (kind === undefined || unit === undefined) throw new Error('nobody offers anything');
  const code = station?.compound.code ?? county.county.code;
  const reach = random.pick([county.county.code, code.slice(0, 9), communityOf(code).code]);
  const division = station ? reach : county.county.code;
  return {
    id: `resource ${String(n)}`,
    unit,
    division,
    title: `${unit.name}${kind.title}`,
    categories: kind.categories,
  };
}

/** What a project is given: of its own resource while there is one that nobody has, of any that reaches it, or of both. */
function giftsOf(offered: readonly Offered[], { compound }: StationStory, n: number, random: Random): Gift[] {
  const own = offered[n];
  const others = offered.filter((other) => other !== own && compound.code.startsWith(other.division));
  const more = own === undefined || random.below(5) === 0;
  const given = [...(own ? [own] : []), ...(more && others.length > 0 ? [random.pick(others)] : [])];
  return given.map(({ id }) => ({ resource: id, quantity: 1 + random.below(2) }));
}

function titled(categories: readonly string[], random: Random): Pick<ProjectStory, 'category' | 'title'> {
  const [category = 'culture'] = categories;
  return { category, title: random.pick(needTitles[category] ?? ['社区共建']) };
}

function abandoned(county: County, n: number, outcome: Outcome): ProjectStory {
  const id = `abandoned ${String(n)}`;
  const random = randomOf(county.seed, id);
  const place = placeOfProject(county, n + 1);
  return {
    ...titled([random.pick(Object.keys(needTitles))], random),
    ...place,
    id,
    livelihood: false,
    outcome,
    gifts: [],
  };
}

function withCapacity(resource: Offered, projects: readonly ProjectStory[], seed: number): ResourceStory {
  const gifts = projects.flatMap((project) => project.gifts).filter((gift) => gift.resource === resource.id);
  const kept = gifts.reduce((sum, { quantity }) => sum + quantity, 0);
  return { ...resource, kept, capacity: kept + randomOf(seed, `capacity ${resource.id}`).pick([4, 6, 8, 10, 12]) };
}
