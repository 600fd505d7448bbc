import type { Figures } from '@doorstep/contracts/figures.js';
import { type Compound, Compound_Kind } from '@doorstep/contracts/stations/v1/compound.js';
import { type Premises, Premises_State as State } from '@doorstep/contracts/stations/v1/premises.js';
import { type Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import { dayOf, lifecycle, parentOf, reasonRequired, refusals, type Arrows, type Counts } from '@doorstep/domain';

const { LISTED, MERGED, WITHDRAWN } = State;
/** Every stored list has an end. */
const maxPremises = 50;

export const premisesLife = lifecycle(LISTED, {
  [LISTED]: { merge: MERGED, withdraw: WITHDRAWN },
  [MERGED]: { release: LISTED },
  [WITHDRAWN]: {},
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on premises. */
export const premisesCounts = {
  premises_merged_model_station: { counts: ({ state, model }) => state === MERGED && model },
} satisfies Counts<Figures['doorstep.stations.v1.Premises'], Premises>;

export const refuse = refusals({
  PREMISES_OF_OLD_COMPOUNDS: {
    zh: '只有老旧小区须登记闲置场所',
    en: 'premises are listed in old compounds',
    remedy: { zh: '请填写老旧小区', en: 'name an old compound' },
  },
  AGREEMENT_OVER: {
    zh: '使用协议已到期',
    en: 'the agreement about their use is over',
    remedy: { zh: '请更新使用协议的期限', en: 'renew the agreement and record its new end' },
  },
  STATION_TAKES_NO_PREMISES: {
    zh: '该服务站尚未批准或已关闭',
    en: 'the station is not approved yet, or closed',
    remedy: { zh: '请选择已批准且未关闭的服务站', en: 'name a station that is approved and not closed' },
  },
  STATION_OF_ANOTHER_COMMUNITY: {
    zh: '服务站不在同一社区',
    en: 'the station lies in another community',
    remedy: { zh: '请选择同一社区的服务站', en: 'name a station of the same community' },
  },
  PREMISES_FULL: {
    zh: '该服务站的场所已达上限',
    en: 'the station holds as many premises as it may',
    remedy: { zh: '请另选服务站', en: 'name another station' },
  },
});

/** Premises as they begin. */
export function listPremises(draft: Premises, { kind, name }: Compound): Premises {
  if (kind !== Compound_Kind.OLD)
    throw refuse.PREMISES_OF_OLD_COMPOUNDS({ field: 'premises.division', compound: name });
  return { ...draft, state: premisesLife.initial };
}

/** Premises and the station that they belong to: one command changes both. */
export type Merging = Readonly<{ premises: Premises; station: Station }>;

/** States of a station that takes premises in. */
export const taking: readonly Station_State[] = [
  Station_State.APPROVED,
  Station_State.BUILDING,
  Station_State.ACCEPTED,
  Station_State.OPERATING,
  Station_State.SUSPENDED,
];

export function mergePremises({ premises, station }: Merging, now: Date): Merging {
  const merged = premisesLife.move(premises, 'merge');
  if (premises.agreementExpiry < dayOf(now)) throw refuse.AGREEMENT_OVER({ last_day: premises.agreementExpiry });
  if (parentOf(station.division) !== parentOf(premises.division))
    throw refuse.STATION_OF_ANOTHER_COMMUNITY({ field: 'station', station: station.name });
  if (station.premises.length >= maxPremises) throw refuse.PREMISES_FULL({ station: station.name });
  return {
    premises: { ...merged, station: station.name, model: station.model },
    station: { ...station, premises: [...station.premises, premises.name] },
  };
}

export function releasePremises({ premises, station }: Merging, reason: string): Merging {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return {
    premises: { ...premisesLife.move(premises, 'release'), station: '', model: false },
    station: { ...station, premises: station.premises.filter((name) => name !== premises.name) },
  };
}

/** Their station closed: they are idle again. */
export const leaveWithStation = (premises: Premises): Premises => ({
  ...premisesLife.move(premises, 'release'),
  station: '',
  model: false,
});

export function withdrawPremises(premises: Premises, reason: string): Premises {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return premisesLife.move(premises, 'withdraw');
}
