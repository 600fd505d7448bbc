import type { Json } from '../client/requests.ts';
import { workingDay } from '../calendar.ts';
import { communityOf, kindOf, openingDay, type County, type Place, type StationStory } from '../county.ts';
import { open, standard, survey } from '../opening.ts';
import { loginIn, subjectOf, townshipLogin } from '../people.ts';
import { randomOf } from '../random.ts';
import { at, chapter, type Chapter, type Told } from '../telling.ts';

/** From the survey of every compound to the stations that serve them all. */
export function stations(county: County): Chapter[] {
  const withStation = new Set(county.stations.map(({ compound }) => compound));
  const without = county.compounds.filter((compound) => !withStation.has(compound));
  return [
    chapter('standard', 2, [county], tellStandard),
    chapter('surveys', 4, county.compounds, (told, compound) => tellSurvey(told, compound, withStation.has(compound))),
    chapter('stations', 13, county.stations, tellStation),
    chapter('coverages', 1, without, tellNeighbour),
  ];
}

/** 2+5+N: put into force before anything is built by it. */
async function tellStandard(told: Told, { county }: County): Promise<void> {
  const send = told.sending('county', 'standard', (step) => workingDay(step === 'draft' ? 1 : 8));
  const { name } = await send('draft', '/v1/templates', standard(county.code));
  await send('enact', `/v1/${String(name)}:enact`, {});
}

/** 全面摸排: in January. */
async function tellSurvey(told: Told, compound: Place, hasStation: boolean): Promise<void> {
  const { code, generated } = compound;
  const first = randomOf(told.county.seed, `survey ${code}`).below(5);
  const days: Readonly<Record<string, number>> = { plan: 0, survey: 3 + first, classify: 6 + first, decide: 9 + first };
  const kind = kindOf(compound);
  const decision = hasStation ? { NEW: 'BUILD', OLD: 'CONVERT' }[kind] : 'SHARE';
  const send = told.sending(townshipLogin(code), `compound ${code}`, (step) => workingDay(days[step] ?? 0));
  await survey(send, { division: code, kind, decision, generated });
}

async function tellStation(told: Told, story: StationStory): Promise<void> {
  const { compound } = story;
  const [propose, approve, build, inspect, accept, opened] = story.at;
  const on: Readonly<Record<string, number>> = { propose, approve, build, accept, appoint: accept, open: opened };
  const by = townshipLogin(compound.code);
  const send = told.sending(by, `station ${compound.code}`, (step) => workingDay(on[step] ?? inspect));
  const station = await open(send, {
    ...story,
    division: compound.code,
    chain: chainOf(compound),
    rooms: roomsOf(story),
  });
  told.note(`station ${compound.code}`, station);
  await tellCoverage(told, by, compound, { station, day: openingDay(story) });
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
  const community = communityOf(code);
  return {
    county: subjectOf('county'),
    township: subjectOf(townshipLogin(code)),
    community: subjectOf(loginIn(community, 'community')),
    compound: subjectOf(loginIn(community, 'manager')),
  };
}

/** A compound without a station is served by one nearby. */
async function tellNeighbour(told: Told, compound: Place): Promise<void> {
  const { stations } = told.county;
  const near = (length: number) =>
    stations.find((station) => station.compound.code.slice(0, length) === compound.code.slice(0, length));
  const neighbour = near(12) ?? near(9) ?? near(6);
  if (neighbour === undefined) throw new Error('a county without a station');
  const station = told.nameOf(`station ${neighbour.compound.code}`);
  await tellCoverage(told, 'county', compound, { station, day: openingDay(neighbour) });
}

async function tellCoverage(
  told: Told,
  by: string,
  { code: division, generated }: Place,
  { station, day }: { station: string; day: string },
): Promise<void> {
  const send = told.sending(by, `coverage ${division}`, () => at(day, 3));
  await send('cover', '/v1/coverages', { station, division, generated });
}
