import type { Figures } from '@doorstep/contracts/figures.js';
import {
  type Programme,
  Programme_Kind as Kind,
  Programme_State as State,
} from '@doorstep/contracts/stations/v1/programme.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
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

export const refuse = refusals({
  PROGRAMME_NOT_RUNNING: {
    zh: '该项目未在运行',
    en: 'the programme is not running',
    remedy: {
      zh: '请选择正在运行的项目，或待其恢复',
      en: 'choose a programme that runs, or wait until this one does again',
    },
  },
});

/** A programme as it begins. */
export const planProgramme = (draft: Programme, { division }: Station): Programme => ({
  ...draft,
  state: programmeLife.initial,
  division,
});

/** Nobody enrols in what was ended or rests. Throws PROGRAMME_NOT_RUNNING. */
export function assertRunning({ name, state }: Programme): void {
  if (state !== RUNNING) throw refuse.PROGRAMME_NOT_RUNNING({ programme: name, state });
}

export const startProgramme = (programme: Programme): Programme => programmeLife.move(programme, 'start');

/** Steps that people want to know the reason of. */
export function restProgramme(programme: Programme, verb: 'pause' | 'end', reason: string): Programme {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return programmeLife.move(programme, verb);
}

/** Its station rests, or closed: that is the reason. */
export const pauseWithStation = (programme: Programme): Programme => programmeLife.move(programme, 'pause');
export const endWithStation = (programme: Programme): Programme => programmeLife.move(programme, 'end');
