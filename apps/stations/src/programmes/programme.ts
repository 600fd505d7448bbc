import type { Figures } from '@doorstep/contracts/figures.js';
import {
  type Programme,
  Programme_Kind as Kind,
  Programme_State as State,
} from '@doorstep/contracts/stations/v1/programme.js';
import { type Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import { lifecycle, reasonRequired, refusals, type Arrows, type Counts } from '@doorstep/domain';

const { PLANNED, RUNNING, PAUSED, ENDED } = State;

export const programmeLife = lifecycle(PLANNED, {
  [PLANNED]: { start: RUNNING, end: ENDED },
  [RUNNING]: { pause: PAUSED, end: ENDED },
  [PAUSED]: { start: RUNNING, end: ENDED },
  [ENDED]: {},
} satisfies Arrows<State>);

/** Stations in which a programme of a kind runs: two of them in one station count once. */
const stationsWith = (counted: Kind) => ({
  counts: ({ state, kind }: Programme) => state === RUNNING && kind === counted,
  of: ({ station }: Programme) => station,
});

/** What counts for the figures that the contract declares on a programme. */
export const programmeCounts = {
  senior_schools: stationsWith(Kind.SENIOR_SCHOOL),
  senior_canteens: stationsWith(Kind.CANTEEN),
  after_school_stations: stationsWith(Kind.AFTER_SCHOOL),
} satisfies Counts<Figures['doorstep.stations.v1.Programme'], Programme>;

const refuse = refusals({
  STATION_NOT_OPERATING: {
    zh: '该服务站未在运行',
    en: 'the station is not operating',
    remedy: {
      zh: '请选择正在运行的服务站，或待其恢复运行',
      en: 'name a station that operates, or wait until this one does again',
    },
  },
});

/** A programme as it begins. */
export function planProgramme(draft: Programme, { name, state, division }: Station): Programme {
  if (state !== Station_State.OPERATING) throw refuse.STATION_NOT_OPERATING({ station: name });
  return { ...draft, state: programmeLife.initial, division };
}

export const startProgramme = (programme: Programme): Programme => programmeLife.move(programme, 'start');

/** Steps that people want to know the reason of. */
export function restProgramme(programme: Programme, verb: 'pause' | 'end', reason: string): Programme {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return programmeLife.move(programme, verb);
}

/** Its station rests or closed: that is the reason. */
export const followStation = (programme: Programme, verb: 'pause' | 'end'): Programme =>
  programmeLife.move(programme, verb);
