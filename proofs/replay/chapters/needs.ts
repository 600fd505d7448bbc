import { placeOf, workingDay, workingDays, year } from '../calendar.ts';
import { needTitles } from '../catalogue.ts';
import { communityOf, openingDay, type County, type StationStory } from '../county.ts';
import { loginIn, units } from '../people.ts';
import { randomOf, type Random } from '../random.ts';
import { howMany, times } from '../report.ts';
import { at, chapter, type Chapter, type Told } from '../telling.ts';

export type Channel = 'GRID_WORKER' | 'RESIDENT' | 'HOTLINE' | 'BOX' | 'HOME_VISIT' | 'DEPARTMENT';

export interface NeedStory {
  readonly id: string;
  readonly channel: Channel;
  readonly station: StationStory;
  readonly category: string;
  readonly title: string;
  readonly quantity: number;
  readonly urgency: string;
  /** Days of filing, of verification, of publication. */
  readonly days: readonly [string, string, string];
}

/** How needs reach the platform besides by grid workers, in shares. */
const otherChannels: readonly Channel[] = [
  'RESIDENT',
  'RESIDENT',
  'RESIDENT',
  'HOTLINE',
  'HOTLINE',
  'HOME_VISIT',
  'HOME_VISIT',
  'BOX',
  'DEPARTMENT',
];
/** Needs told a second time, and drafts that nobody verified: neither counts. */
const [repeated, drafts] = [12, 5];

/** How many needs come by each channel. */
export function channelsOf(scale: number): ReadonlyMap<Channel, number> {
  const byGrid = howMany('grid_demands', scale);
  const others = Array.from(
    { length: howMany('needs_collected', scale) - byGrid },
    (_, n) => otherChannels[n % otherChannels.length] ?? 'RESIDENT',
  );
  const counted = new Map<Channel, number>([['GRID_WORKER', byGrid]]);
  for (const channel of others) counted.set(channel, (counted.get(channel) ?? 0) + 1);
  return counted;
}

/** 需求清单: as many as the report counts. */
export function needStories(county: County): NeedStory[] {
  const channels = [...channelsOf(county.scale)].flatMap(([channel, n]) => Array.from({ length: n }, () => channel));
  return randomOf(county.seed, 'channels')
    .shuffle(channels)
    .map((channel, n) => needStory(county, `need ${String(n)}`, channel));
}

function needStory({ seed, stations }: County, id: string, channel: Channel): NeedStory {
  const random = randomOf(seed, id);
  const station = random.pick(stations);
  const category = random.pick(Object.keys(needTitles));
  return {
    id,
    channel,
    station,
    category,
    title: random.pick(needTitles[category] ?? []),
    quantity: random.pick([1, 1, 1, 1, 2, 3]),
    urgency: random.pick(['NORMAL', 'NORMAL', 'NORMAL', 'URGENT', 'CRITICAL']),
    days: daysOf(placeOf(openingDay(station)), random),
  };
}

/** Three working days in order, behind the opening of the station. */
function daysOf(opened: number, random: Random): NeedStory['days'] {
  const filed = opened + random.below(workingDays.length - opened - 3);
  const verified = filed + random.below(3);
  return [workingDay(filed), workingDay(verified), workingDay(verified + random.below(2))];
}

export function needs(county: County): Chapter[] {
  const stories = needStories(county);
  const again = randomOf(county.seed, 'duplicates')
    .shuffle(stories.filter(({ channel }) => channel === 'GRID_WORKER'))
    .slice(0, times(repeated, county.scale));
  const unverified = Array.from({ length: times(drafts, county.scale) }, (_, n) =>
    needStory(county, `draft ${String(n)}`, 'RESIDENT'),
  );
  return [
    chapter('needs', 3, stories, tellNeed),
    chapter('duplicates', 2, again, tellDuplicate),
    chapter('drafts', 1, unverified, fileNeed),
  ];
}

/** Who files what came by a channel. */
function filer({ channel, station, id }: NeedStory): string {
  const community = communityOf(station.compound.code);
  switch (channel) {
    case 'RESIDENT':
      return loginIn(community, 'resident');
    case 'HOTLINE':
      return loginIn(community, 'community');
    case 'DEPARTMENT':
      return units[id.length % units.length]?.login ?? '';
    case 'GRID_WORKER':
    case 'BOX':
    case 'HOME_VISIT':
      return loginIn(station.compound, 'grid');
  }
}

/** At the station of the compound; by hotline or from a department, in the community. */
async function fileNeed(told: Told, story: NeedStory): Promise<string> {
  const { id, station, channel, category, title, quantity, urgency, days } = story;
  const { code } = station.compound;
  const afar = channel === 'HOTLINE' || channel === 'DEPARTMENT';
  const send = told.sending(filer(story), id, () => at(days[0], 1));
  const { name } = await send('file', '/v1/needs', {
    ...(afar ? { division: communityOf(code).code } : { station: told.nameOf(`station ${code}`) }),
    category,
    title,
    quantity,
    openUntil: `${String(year + 1)}-12-31T10:00:00Z`,
    channel: `CHANNEL_${channel}`,
    urgency: `URGENCY_${urgency}`,
  });
  return told.note(id, name);
}

const managerOf = ({ station }: NeedStory): string => loginIn(communityOf(station.compound.code), 'manager');

async function tellNeed(told: Told, story: NeedStory): Promise<void> {
  const name = await fileNeed(told, story);
  const [, verified, published] = story.days;
  const send = told.sending(managerOf(story), story.id, (step) =>
    step === 'verify' ? at(verified, 3) : at(published, 7),
  );
  await send('verify', `/v1/${name}:verify`, {});
  await send('publish', `/v1/${name}:publish`, {});
}

/** The same once more, by the suggestion box; a person sees that it is the same. */
async function tellDuplicate(told: Told, story: NeedStory): Promise<void> {
  const again = { ...story, id: `${story.id} again`, channel: 'BOX' } as const;
  const name = await fileNeed(told, again);
  const send = told.sending(managerOf(story), again.id, () => at(story.days[2], 8));
  await send('merge', `/v1/${name}:merge`, { into: told.nameOf(story.id) });
}
