import { type Station, Station_State as State } from '@doorstep/contracts/stations/v1/station.js';
import { levelOf, lifecycle, reasonRequired, refusals, type Arrows, type Figure } from '@doorstep/domain';

const { PROPOSED, APPROVED, BUILDING, ACCEPTED, OPERATING, SUSPENDED, CLOSED } = State;
const compoundLevel = 4;

export const stationLife = lifecycle(PROPOSED, {
  [PROPOSED]: { approve: APPROVED },
  [APPROVED]: { build: BUILDING },
  [BUILDING]: { accept: ACCEPTED },
  [ACCEPTED]: { open: OPERATING },
  [OPERATING]: { suspend: SUSPENDED, close: CLOSED },
  [SUSPENDED]: { resume: OPERATING, close: CLOSED },
  [CLOSED]: {},
} satisfies Arrows<State>);

/** 建成标准化服务站: stations accepted or later. */
export const stationsBuilt: Figure<Station> = {
  id: 'stations_built',
  counts: ({ state }) => state === ACCEPTED || state === OPERATING || state === SUSPENDED,
};

/** What stations add to the report; the texts stand in evaluation's catalogue. */
export const stationFigures: readonly Figure<Station>[] = [stationsBuilt];

export const refuse = refusals({
  STATION_NEEDS_A_COMPOUND: { zh: '服务站须设在小区', en: 'a station lies in a compound' },
});

/** A station as it begins. */
export function proposeStation(draft: Station): Station {
  if (levelOf(draft.division) !== compoundLevel) throw refuse.STATION_NEEDS_A_COMPOUND({ field: 'station.division' });
  return { ...draft, state: stationLife.initial };
}

export const approveStation = (station: Station): Station => stationLife.move(station, 'approve');
export const buildStation = (station: Station): Station => stationLife.move(station, 'build');
export const acceptStation = (station: Station): Station => stationLife.move(station, 'accept');
export const openStation = (station: Station): Station => stationLife.move(station, 'open');
export const resumeStation = (station: Station): Station => stationLife.move(station, 'resume');

/** Steps that people want to know the reason of. */
export function endStation(station: Station, verb: 'suspend' | 'close', reason: string): Station {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return stationLife.move(station, verb);
}
