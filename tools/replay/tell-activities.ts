import type { Api } from './api.ts';
import { size, year, type County, type Place, type StationStory } from './county.ts';
import { inParallel, type OnProgress } from './parallel.ts';
import { loginIn, subjectOf, townshipLogin } from './people.ts';
import { sending } from './tell-stations.ts';

const started = `${String(year)}-01-06`;
/** The week in which every grid worker is told to be on site: an ordinary one of four days. */
const week = ['10', '11', '12', '13'].map((day) => `${String(year)}-03-${day}`);

/** What goes on around the stations: grids and their workers, programmes, and the wall of tools that others took over. */
export async function tellActivities(
  api: Api,
  county: County,
  stations: ReadonlyMap<string, string>,
  onProgress: OnProgress,
): Promise<void> {
  await inParallel('grids', county.stations, onProgress, (story) => tellGrid(api, story));
  const programmes = programmesOf(county);
  await inParallel('programmes', programmes, onProgress, (programme) => tellProgramme(api, programme, stations));
  await tellToolWall(api, county, stations, onProgress);
}

/** A grid around each station. Its worker is told by a random id: the sample has a login for one of a community only. */
async function tellGrid(api: Api, { compound, generated }: StationStory): Promise<void> {
  const community = { code: compound.code.slice(0, 12) };
  const send = sending(api, loginIn(community, 'community'), `grid ${compound.code}`, () => started);
  const displayName = `${compound.name}网格`;
  const { name } = await send('draw', '/v1/grids', { division: compound.code, displayName, generated });
  const first = compound.code.endsWith('0001');
  const worker = first ? subjectOf(loginIn(community, 'grid')) : `grid-worker-${compound.code}`;
  await send('assign', `/v1/${String(name)}:assign`, { worker });
  for (const day of first ? week : []) {
    const walk = sending(api, loginIn(community, 'grid'), `grid ${compound.code}`, () => day);
    await walk(`check in ${day}`, '/v1/gridCheckins', { grid: name });
  }
}

interface Programme {
  readonly station: StationStory;
  readonly kind: string;
  readonly displayName: string;
}

/** As many stations with each kind of programme as the report counts. */
function programmesOf({ stations }: County): Programme[] {
  const kinds = [
    { kind: 'SENIOR_SCHOOL', displayName: '老年学堂', n: size.seniorSchools },
    { kind: 'CANTEEN', displayName: '社区食堂', n: size.canteens },
    { kind: 'AFTER_SCHOOL', displayName: '四点半课堂', n: size.afterSchools },
  ];
  return kinds.flatMap(({ kind, displayName, n }) =>
    stations.slice(0, n).map((station) => ({ station, kind, displayName })),
  );
}

async function tellProgramme(
  api: Api,
  { station: { id, compound, generated }, kind, displayName }: Programme,
  stations: ReadonlyMap<string, string>,
): Promise<void> {
  const manager = loginIn({ code: compound.code.slice(0, 12) }, 'manager');
  const send = sending(api, manager, `${kind} ${id}`, () => started);
  const draft = { station: stations.get(id), kind: `KIND_${kind}`, displayName, generated };
  const { name } = await send('plan', '/v1/programmes', draft);
  await send('start', `/v1/${String(name)}:start`, {});
}

/** 便民工具墙: began at 隗滨花园, taken over by as many compounds as the report counts. */
async function tellToolWall(
  api: Api,
  { stations, compounds }: County,
  names: ReadonlyMap<string, string>,
  onProgress: OnProgress,
): Promise<void> {
  const model = stations.find((story) => story.model);
  const send = sending(api, 'county', 'tool wall', () => started);
  const draft = { station: names.get(model?.id ?? ''), category: 'tool-wall', displayName: '便民工具墙' };
  const { name } = await send('propose', '/v1/practices', draft);
  await send('recognise', `/v1/${String(name)}:recognise`, {});
  await inParallel('tool walls', compounds.slice(0, size.toolWalls), onProgress, (compound) =>
    tellReplication(api, String(name), compound),
  );
}

async function tellReplication(api: Api, practice: string, { code: division, generated }: Place): Promise<void> {
  const by = (login: string) => sending(api, login, `tool wall ${division}`, () => started);
  const community = by(loginIn({ code: division.slice(0, 12) }, 'community'));
  const { name } = await community('propose', '/v1/replications', { practice, division, generated });
  await community('adopt', `/v1/${String(name)}:adopt`, { evidence: `evidence/tool-wall-${division}` });
  await by(townshipLogin(division))('verify', `/v1/${String(name)}:verify`, {});
}
