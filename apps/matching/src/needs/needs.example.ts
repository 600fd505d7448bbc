import type { NeedName } from '@doorstep/contracts/names.js';
import { randomUUID } from 'node:crypto';
import { NeedServiceService, type Need, type Need_State } from '@doorstep/contracts/matching/v1/need.js';
import { Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import { notFound } from '@doorstep/domain';
import { DivisionTree, unmerged } from '@doorstep/store';
import { bootService, person, type Running } from '@doorstep/testing/boot';
import { MatchingModule } from '../matching.module.js';
import { categories, divisions } from '../peers.example.js';
import { Categories, Divisions, Stations } from '../peers.js';
import { need } from './need.example.js';

/** A compound with a station, and a code that nobody recorded. */
export const [compound, nowhere] = ['1409301000010001', '1409301000019999'];
export const [filer, manager] = [person('zhao', '140930100001', ['grid_worker']), person('qian')];

/** What a step names of a need. */
export const change = <Name extends string>({ name }: { name: Name }, etag = '') => ({
  name,
  etag,
  requestId: randomUUID(),
});

/** The service of needs on a store of its own, and needs as a grid worker files them. */
export interface Needs {
  readonly app: Running<typeof NeedServiceService>;
  draft(over?: Partial<Need>): Need;
  file(over?: Partial<Need>): Promise<Need>;
  state(name: NeedName): Promise<Need_State>;
}

export async function runNeeds(): Promise<Needs> {
  const stations: Stations = {
    getStation: ({ name }) =>
      name === 'stations/binhe'
        ? Promise.resolve(Station.fromPartial({ name, division: compound, state: Station_State.OPERATING }))
        : Promise.reject(notFound({ name })),
  };
  const app = await bootService(MatchingModule, NeedServiceService, [
    [Stations, stations],
    [Divisions, divisions],
    [Categories, categories],
    [DivisionTree, { ...unmerged, recorded: (code: string) => Promise.resolve(code !== nowhere) }],
  ]);
  const draft: Needs['draft'] = (over = {}) => need({ division: '', openUntil: new Date('2099-01-01'), ...over });
  return {
    app,
    draft,
    file: (over = {}) => app.as(filer).createNeed({ need: draft(over), requestId: randomUUID() }),
    state: async (name) => (await app.as(manager).getNeed({ name })).state,
  };
}
