import type { Figures } from '@doorstep/contracts/figures.js';
import type { Location } from '@doorstep/contracts/places/v1/location.js';
import { type Compound, Compound_Kind, Compound_State } from '@doorstep/contracts/stations/v1/compound.js';
import type { Inspection } from '@doorstep/contracts/stations/v1/inspection.js';
import {
  type Station,
  type Station_Chain as Chain,
  Station_State as State,
} from '@doorstep/contracts/stations/v1/station.js';
import { levelOf, lifecycle, reasonRequired, refusals, type Arrows, type Counts } from '@doorstep/domain';
import { openGates } from '../compounds/compound.js';

const { PROPOSED, APPROVED, BUILDING, ACCEPTED, OPERATING, SUSPENDED, CLOSED } = State;
const compoundLevel = 4;

export const stationLife = lifecycle(PROPOSED, {
  [PROPOSED]: { appoint: PROPOSED, locate: PROPOSED, approve: APPROVED },
  [APPROVED]: { appoint: APPROVED, locate: APPROVED, build: BUILDING },
  [BUILDING]: { appoint: BUILDING, locate: BUILDING, accept: ACCEPTED },
  [ACCEPTED]: { appoint: ACCEPTED, locate: ACCEPTED, open: OPERATING },
  [OPERATING]: { appoint: OPERATING, locate: OPERATING, suspend: SUSPENDED, close: CLOSED },
  [SUSPENDED]: { appoint: SUSPENDED, locate: SUSPENDED, resume: OPERATING, close: CLOSED },
  [CLOSED]: {},
} satisfies Arrows<State>);

/** States in which a station stands, open or not. */
export const builtStates: readonly State[] = [ACCEPTED, OPERATING, SUSPENDED];

/** What counts for the figures that the contract declares on a station. */
export const stationCounts = {
  stations_built: { counts: ({ state }) => builtStates.includes(state) },
} satisfies Counts<Figures['doorstep.stations.v1.Station'], Station>;

/** States of a station that is not closed: it is planned, or it stands. */
export const lasting: readonly State[] = [PROPOSED, APPROVED, BUILDING, ACCEPTED, OPERATING, SUSPENDED];

export const refuse = refusals({
  STATION_NOT_OPERATING: {
    zh: '该服务站未在运行',
    en: 'the station is not operating',
    remedy: {
      zh: '请选择正在运行的服务站，或待其恢复运行',
      en: 'name a station that operates, or wait until this one does again',
    },
  },
  STATION_CLOSED: {
    zh: '该服务站已关闭',
    en: 'the station is closed',
    remedy: { zh: '请选择未关闭的服务站', en: 'name a station that is not closed' },
  },
  STATION_NEEDS_A_COMPOUND: {
    zh: '服务站须设在小区',
    en: 'a station lies in a compound',
    remedy: { zh: '请填写小区（第六级）的区划代码', en: 'give the code of a compound' },
  },
  COMPOUND_UNDECIDED: {
    zh: '该小区摸排尚未定策',
    en: 'nothing is decided for the compound yet',
    remedy: { zh: '请先为该小区完成摸排并定策', en: 'conclude the survey of the compound with a decision first' },
  },
  GATES_OPEN: {
    zh: '新建小区三道关口尚未全部通过',
    en: 'the new compound has gates to pass',
    remedy: { zh: '请先让该小区通过其余关口', en: 'let the compound pass the gates that are left first' },
  },
  PREMISES_MISSING: {
    zh: '老旧小区服务站尚无场所',
    en: 'a station of an old compound needs premises',
    remedy: { zh: '请先把场所划给该服务站', en: 'assign premises to the station first' },
  },
  INSPECTION_MISSING: {
    zh: '尚未完成验收检查',
    en: 'no inspection was concluded',
    remedy: { zh: '请先完成一次验收检查', en: 'conclude an inspection of the station first' },
  },
  INSPECTION_FAILED: {
    zh: '最近一次验收检查未达标',
    en: 'the last inspection did not pass',
    remedy: { zh: '请整改后重新检查', en: 'mend what was found and inspect anew' },
  },
  CHAIN_EMPTY: {
    zh: '至少填写一级责任人',
    en: 'name somebody for one level at least',
    remedy: { zh: '请至少填写一级责任人', en: 'name who is responsible on one level at least' },
  },
  CHAIN_INCOMPLETE: {
    zh: '四级责任链不完整',
    en: 'a level of the responsibility chain is empty',
    remedy: { zh: '请补齐四级责任人', en: 'name who is responsible on every level' },
  },
});

/** A station as it begins. */
export function proposeStation(draft: Station): Station {
  if (levelOf(draft.division) !== compoundLevel) throw refuse.STATION_NEEDS_A_COMPOUND({ field: 'station.division' });
  return { ...draft, state: stationLife.initial };
}

export const approveStation = (station: Station): Station => stationLife.move(station, 'approve');
export const buildStation = (station: Station): Station => stationLife.move(station, 'build');

/** Accepts a station upon what its compound's kind asks and upon its last inspection, which are written down for good. */
export function acceptStation(station: Station, compound: Compound): Station {
  const accepted = stationLife.move(station, 'accept');
  if (compound.state !== Compound_State.DECIDED) throw refuse.COMPOUND_UNDECIDED({ compound: compound.name });
  const open = openGates(compound);
  if (open.length > 0) throw refuse.GATES_OPEN({ compound: compound.name, open: open.join(' ') });
  if (compound.kind === Compound_Kind.OLD && station.premises.length === 0)
    throw refuse.PREMISES_MISSING({ station: station.name });
  const { inspection, template, passed, compliant } = station;
  if (inspection === '') throw refuse.INSPECTION_MISSING({ station: station.name });
  if (!compliant) throw refuse.INSPECTION_FAILED({ inspection, passed: String(passed) });
  return { ...accepted, acceptance: { inspection, template, passed } };
}

/** Keeps what an inspection found; what the station was accepted upon stays as it is. */
export function inspectStation(station: Station, inspection: Inspection): Station {
  const { name, template, passed, compliant, features } = inspection;
  return { ...station, inspection: name, template, passed, compliant, features };
}

/** 组织-乡镇-社区-小区: the levels at which somebody answers for a station. Source: the report, on responsibility chains. */
const levels = ['county', 'township', 'community', 'compound'] as const satisfies readonly (keyof Chain)[];

/** Names who answers for a station; a level that is left out keeps who it has. */
export function appointStation(station: Station, chain: Chain): Station {
  const named = levels.filter((level) => chain[level] !== '');
  if (named.length === 0) throw refuse.CHAIN_EMPTY({ field: 'chain' });
  const before = station.chain ?? { county: '', township: '', community: '', compound: '' };
  const after = { ...before, ...Object.fromEntries(named.map((level) => [level, chain[level]])) };
  return { ...stationLife.move(station, 'appoint'), chain: after };
}

/** Says where its door is. */
export const locateStation = (station: Station, location: Location): Station => ({
  ...stationLife.move(station, 'locate'),
  location,
});

export const openStation = (station: Station): Station => answered(stationLife.move(station, 'open'));
export const resumeStation = (station: Station): Station => answered(stationLife.move(station, 'resume'));

/** A station for which somebody answers at each level. Throws CHAIN_INCOMPLETE with the levels that are empty. */
function answered(station: Station): Station {
  const empty = levels.filter((level) => (station.chain?.[level] ?? '') === '');
  if (empty.length > 0) throw refuse.CHAIN_INCOMPLETE({ station: station.name, empty: empty.join(' ') });
  return station;
}

/** Steps that people want to know the reason of. The premises of a closed station are idle again. */
export function endStation(station: Station, verb: 'suspend' | 'close', reason: string): Station {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  const ended = stationLife.move(station, verb);
  return verb === 'close' ? { ...ended, premises: [] } : ended;
}
