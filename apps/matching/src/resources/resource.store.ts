import { type Need, Need_State } from '@doorstep/contracts/matching/v1/need.js';
import { type Project, Project_State } from '@doorstep/contracts/matching/v1/project.js';
import { Resource, Resource_State as State } from '@doorstep/contracts/matching/v1/resource.js';
import type { NounDefinition, Parent } from '@doorstep/store';
import { refuse, takingIn } from '../needs/need.js';
import { freeWithNeed, freeWithProject, resourceCounts } from './resource.js';

/** States of a resource that gave something. */
const given: readonly State[] = [State.COMMITTED, State.EXHAUSTED];

export const resources: NounDefinition<Resource> = {
  name: 'resources',
  message: Resource,
  counts: resourceCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
  ],
  indexes: [{ state: 1 }], // candidates of a match run
  parents: {
    'commitments.need': {
      on: {
        [Need_State.MET]: { keep: 'what was given to it was used' },
        [Need_State.UNMET]: { cascade: given, by: freeWithNeed },
      },
      removed: { keep: 'only drafts are removed, to which nothing was given' },
    } satisfies Parent<Resource, Need>,
    'commitments.suggestion': { keep: 'it says how the commitment came about' },
    'commitments.project': {
      begins: { while: takingIn, else: refuse.PROJECT_OVER },
      on: {
        [Project_State.DELIVERED]: { keep: 'what was given may be released until the work is accepted' },
        [Project_State.ACCEPTED]: { keep: 'what was given to it was used' },
        [Project_State.CANCELLED]: { cascade: given, by: freeWithProject },
      },
    } satisfies Parent<Resource, Project>,
  },
};
