import type { Figures } from '@doorstep/contracts/figures.js';
import { type Practice, Practice_State as State } from '@doorstep/contracts/stations/v1/practice.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { lifecycle, reasonRequired, type Arrows, type Counts } from '@doorstep/domain';

const { PROPOSED, RECOGNISED, RETIRED } = State;

export const practiceLife = lifecycle(PROPOSED, {
  [PROPOSED]: { recognise: RECOGNISED, retire: RETIRED },
  [RECOGNISED]: { retire: RETIRED },
  [RETIRED]: {},
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on a practice. */
export const practiceCounts = {} satisfies Counts<Figures['doorstep.stations.v1.Practice'], Practice>;

/** A practice as it begins. */
export const proposePractice = (draft: Practice, { division }: Station): Practice => ({
  ...draft,
  state: practiceLife.initial,
  division,
});

export const recognisePractice = (practice: Practice): Practice => practiceLife.move(practice, 'recognise');

export function retirePractice(practice: Practice, reason: string): Practice {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return practiceLife.move(practice, 'retire');
}
