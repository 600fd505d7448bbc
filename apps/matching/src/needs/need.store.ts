import { Need, Need_State as State } from '@doorstep/contracts/matching/v1/need.js';
import { type Project, Project_State } from '@doorstep/contracts/matching/v1/project.js';
import type { NounDefinition, Parent } from '@doorstep/store';
import { endWithProject, followMerged, needClocks, needCounts, refuse, takingIn, way } from './need.js';

export const needs: NounDefinition<Need> = {
  name: 'needs',
  message: Need,
  clocks: needClocks,
  counts: needCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
    { by: ['state', 'category'], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
    { by: ['channel'], order: { createTime: -1 } },
    { by: ['state'], order: { dueTime: 1 } }, // what waits longest
  ],
  indexes: [{ state: 1, division: 1 }], // candidates of a match run
  parents: {
    // The station is of another service: whether it operates is asked when the need is filed.
    station: { keep: 'a need is its residents’, and goes on in its division when the station rests or closes' },
    mergedInto: {
      begins: { while: way, else: refuse.MERGED_INTO_CLOSED },
      on: {
        [State.MET]: { keep: 'what became of the one became of both' },
        [State.UNMET]: { keep: 'what became of the one became of both' },
        [State.MERGED]: { cascade: [State.MERGED], by: followMerged },
      },
      removed: { restrict: [State.MERGED], refusal: refuse.OTHERS_MERGED_INTO },
    } satisfies Parent<Need, Need>,
    project: {
      begins: { while: takingIn, else: refuse.PROJECT_OVER },
      on: {
        [Project_State.DELIVERED]: { keep: 'what came of it shows when the work is accepted' },
        [Project_State.ACCEPTED]: { cascade: [State.IN_PROJECT], by: endWithProject },
        [Project_State.CANCELLED]: { cascade: [State.IN_PROJECT], by: endWithProject },
      },
    } satisfies Parent<Need, Project>,
  },
};
