import { setTimeout as delay } from 'node:timers/promises';
import type { Api, Json } from './api.ts';
import { countyFrom, type County, type NeedStory, type ResourceStory } from './county.ts';
import { inParallel, type OnProgress } from './parallel.ts';
import { authorityOver, loginIn, unitLogin } from './people.ts';
import { randomFrom } from './random.ts';
import { tellActivities } from './tell-activities.ts';
import { tellStations } from './tell-stations.ts';

/** Of a hundred suggestions, so many are confirmed; then so many declined; the rest wait. */
const [confirmed, declined] = [60, 5];
export const seed = 140930;

/** Tells the sample county through the public API, as the people whose part it is. Telling it again changes nothing. */
export async function tell(api: Api, onProgress: OnProgress): Promise<void> {
  const county = countyFrom(seed);
  await tellDivisions(api, county, onProgress);
  const stations = await tellStations(api, county, onProgress);
  await tellActivities(api, county, stations, onProgress);
  const needs = new Map<string, string>();
  const originals = county.needs.filter(({ duplicateOf }) => duplicateOf === undefined);
  await inParallel('needs', originals, onProgress, async (story) => {
    needs.set(story.id, await tellNeed(api, story, stations));
  });
  const repeated = county.needs.filter(({ duplicateOf }) => duplicateOf !== undefined);
  await inParallel('duplicates', repeated, onProgress, (story) => tellDuplicate(api, story, stations, needs));
  await inParallel('resources', county.resources, onProgress, (story) => tellResource(api, story));
  await tellMatchRun(api, county, onProgress);
}

/** Level by level: a division stands under one that is recorded. */
async function tellDivisions(api: Api, county: County, onProgress: OnProgress): Promise<void> {
  for (const level of [[county.county], county.townships, county.communities, county.compounds]) {
    await inParallel('divisions', level, onProgress, ({ code, name, generated }) =>
      api.post('county', '/v1/divisions', { code, displayName: name, generated }, `division ${code}`),
    );
  }
}

/** Who files what came by a channel. */
function filer({ channel, community, id }: NeedStory): string {
  switch (channel) {
    case 'RESIDENT':
      return loginIn(community, 'resident');
    case 'HOTLINE':
      return loginIn(community, 'community');
    case 'DEPARTMENT':
      return unitLogin(id.length % 4);
    case 'GRID_WORKER':
    case 'BOX':
    case 'HOME_VISIT':
      return loginIn(community, 'grid');
  }
}

async function fileNeed(api: Api, story: NeedStory, stations: ReadonlyMap<string, string>): Promise<string> {
  const { station, community, channel, category, title, quantity, urgency, days } = story;
  const place = station === undefined ? { division: community.code } : { station: stations.get(station) };
  const openUntil = `${String(new Date().getUTCFullYear() + 1)}-12-31T10:00:00Z`;
  const draft = {
    ...place,
    category,
    title,
    quantity,
    openUntil,
    channel: `CHANNEL_${channel}`,
    urgency: `URGENCY_${urgency}`,
  };
  const { name } = await api.post(filer(story), `/v1/needs?effectiveTime=${days[0]}T01:00:00Z`, draft, story.id);
  return String(name);
}

async function tellNeed(api: Api, story: NeedStory, stations: ReadonlyMap<string, string>): Promise<string> {
  const name = await fileNeed(api, story, stations);
  const manager = loginIn(story.community, 'manager');
  await api.post(manager, `/v1/${name}:verify`, { effectiveTime: `${story.days[1]}T03:00:00Z` }, `${story.id} verify`);
  await api.post(
    manager,
    `/v1/${name}:publish`,
    { effectiveTime: `${story.days[2]}T07:00:00Z` },
    `${story.id} publish`,
  );
  return name;
}

async function tellDuplicate(
  api: Api,
  story: NeedStory,
  stations: ReadonlyMap<string, string>,
  needs: ReadonlyMap<string, string>,
): Promise<void> {
  const name = await fileNeed(api, story, stations);
  const into = needs.get(story.duplicateOf ?? '');
  await api.post(loginIn(story.community, 'manager'), `/v1/${name}:merge`, { into }, `${story.id} merge`);
}

async function tellResource(
  api: Api,
  { id, unit, division, title, categories, capacity }: ResourceStory,
): Promise<void> {
  const client = unitLogin(unit);
  const openUntil = `${String(new Date().getUTCFullYear() + 1)}-12-31T10:00:00Z`;
  const draft = { division, title, ownerName: title.slice(0, 20), categories, capacity, openUntil };
  const { name } = await api.post(client, '/v1/resources', draft, id);
  const authority = authorityOver(division);
  await api.post(authority, `/v1/${String(name)}:verify`, {}, `${id} verify`);
  await api.post(authority, `/v1/${String(name)}:publish`, {}, `${id} publish`);
}

/** One run over the whole county; people of the communities decide on what it suggests. */
async function tellMatchRun(api: Api, county: County, onProgress: OnProgress): Promise<void> {
  const { name } = await api.post('county', '/v1/matchRuns', { division: county.county.code }, 'match run');
  onProgress({ title: 'match run', done: 0, total: 1 });
  while ((await api.get('county', `/v1/${String(name)}`))['state'] !== 'STATE_READY') await delay(100);
  onProgress({ title: 'match run', done: 1, total: 1 });
  const random = randomFrom(seed);
  // All of them, decided or not, in an order that stays: told again, the dice fall as they did.
  const filter = encodeURIComponent(`match_run = "${String(name)}"`);
  const suggestions = await Array.fromAsync(api.all('county', `/v1/suggestions?filter=${filter}`, 'suggestions'));
  const decided = suggestions
    .filter(({ resource }) => resource !== '')
    .map((suggestion) => ({ suggestion, dice: random.below(100) }))
    .filter(({ dice }) => dice < confirmed + declined);
  await inParallel('confirmations', decided, onProgress, ({ suggestion, dice }) =>
    decide(api, suggestion, dice < confirmed),
  );
}

async function decide(api: Api, { name, division }: Json, yes: boolean): Promise<void> {
  const manager = loginIn({ code: String(division).slice(0, 12) }, 'manager');
  const [verb, body] = yes ? ['confirm', {}] : ['decline', { reason: '居民已自行解决' }];
  await api.post(manager, `/v1/${String(name)}:${verb}`, body, `${String(name)} decide`);
}
