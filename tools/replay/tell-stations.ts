import type { Api, Json } from './api.ts';
import { kindOf, year, type County, type Place, type StationStory } from './county.ts';
import { open, standard, survey, type Send } from './opening.ts';
import { inParallel, type OnProgress } from './parallel.ts';
import { loginIn, subjectOf, townshipLogin } from './people.ts';

/** From the survey of every compound to the stations that serve them all. @returns the stations by compound. */
export async function tellStations(api: Api, county: County, onProgress: OnProgress): Promise<Map<string, string>> {
  const withStation = new Set(county.stations.map(({ id }) => id));
  await inParallel('surveys', county.compounds, onProgress, (compound) =>
    tellSurvey(api, compound, withStation.has(compound.code)),
  );
  await tellStandard(api, county);
  const stations = new Map<string, string>();
  await inParallel('stations', county.stations, onProgress, async (story) => {
    stations.set(story.id, await tellStation(api, story));
  });
  const without = county.compounds.filter(({ code }) => !withStation.has(code));
  await inParallel('coverages', without, onProgress, (compound) => tellNeighbour(api, county, compound, stations));
  return stations;
}

/** When each compound was surveyed and the standard enacted: before the first station. */
const surveyed = `${String(year - 2)}-12-`;
const surveyDays: Readonly<Record<string, string>> = { plan: '04', survey: '11', classify: '18', decide: '25' };

async function tellSurvey(api: Api, compound: Place, hasStation: boolean): Promise<void> {
  const { code, generated } = compound;
  const kind = kindOf(compound);
  const decision = hasStation ? { NEW: 'BUILD', OLD: 'CONVERT' }[kind] : 'SHARE';
  const send = sending(api, townshipLogin(code), `compound ${code}`, (step) => surveyed + (surveyDays[step] ?? ''));
  await survey(send, { division: code, kind, decision, generated });
}

async function tellStandard(api: Api, { county }: County): Promise<void> {
  const send = sending(api, 'county', 'standard', () => `${surveyed}28`);
  const { name } = await send('draft', '/v1/templates', standard(county.code));
  await send('enact', `/v1/${String(name)}:enact`, {});
}

async function tellStation(api: Api, story: StationStory): Promise<string> {
  const { compound, days } = story;
  const [propose = '', approve = '', build = '', inspect = '', accept = '', opened = ''] = days;
  const on: Readonly<Record<string, string>> = { propose, approve, build, accept, appoint: accept, open: opened };
  const send = sending(api, townshipLogin(compound.code), `station ${story.id}`, (step) => on[step] ?? inspect);
  const station = await open(send, {
    ...story,
    division: compound.code,
    chain: chainOf(compound),
    rooms: roomsOf(story),
  });
  await tellCoverage(api, townshipLogin(compound.code), { station, compound, day: opened });
  return station;
}

/** 隗滨花园 made one station out of three rooms that stood idle; the others of their kind out of one. */
function roomsOf({ model, generated }: StationStory): Json[] {
  const rooms = [
    { displayName: '闲置自行车棚', source: 'SOURCE_IDLE_PUBLIC_ROOM', areaM2: 120 },
    { displayName: '原物业用房', source: 'SOURCE_PROPERTY_OFFICE', areaM2: 90 },
    { displayName: '驻区单位会议室', source: 'SOURCE_RESIDENT_UNIT', areaM2: 60 },
  ];
  return rooms
    .slice(model ? 0 : 1, model ? 3 : 2)
    .map((room) => ({ ...room, generated, agreementExpiry: '2035-12-31' }));
}

function chainOf({ code }: Place): Json {
  const community = { code: code.slice(0, 12) };
  return {
    county: subjectOf('county'),
    township: subjectOf(townshipLogin(code)),
    community: subjectOf(loginIn(community, 'community')),
    compound: subjectOf(loginIn(community, 'manager')),
  };
}

/** A compound without a station is served by one nearby. */
async function tellNeighbour(api: Api, { stations }: County, compound: Place, told: ReadonlyMap<string, string>) {
  const near = (length: number) => stations.find(({ id }) => id.slice(0, length) === compound.code.slice(0, length));
  const neighbour = near(12) ?? near(9) ?? near(6);
  const [station = '', day = ''] = [told.get(neighbour?.id ?? ''), neighbour?.days.at(-1)];
  await tellCoverage(api, 'county', { station, compound, day });
}

async function tellCoverage(
  api: Api,
  by: string,
  { station, compound, day }: { station: string; compound: Place; day: string },
): Promise<void> {
  const { code: division, generated } = compound;
  const send = sending(api, by, `coverage ${division}`, () => day);
  await send('cover', '/v1/coverages', { station, division, generated });
}

/** Sends the steps of a story in somebody's name, each as of its day. */
export const sending =
  (api: Api, by: string, story: string, dayOf: (step: string) => string): Send =>
  (step, path, body) => {
    const effectiveTime = `${dayOf(step)}T02:00:00Z`;
    return path.includes(':')
      ? api.post(by, path, { ...body, effectiveTime }, `${story} ${step}`)
      : api.post(by, `${path}?effectiveTime=${effectiveTime}`, body, `${story} ${step}`);
  };
