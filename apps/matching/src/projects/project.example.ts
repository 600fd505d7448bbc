import type { Example } from '@doorstep/testing/example';
import { Project, Project_State } from '@doorstep/contracts/matching/v1/project.js';
import { parties } from './project.js';

/** A project as tests want it: valid, fixed, and overridden where the test speaks. */
export const project = (over: Partial<Project> = {}): Project => ({
  ...Project.fromPartial({
    name: 'projects/p1',
    etag: '1',
    state: Project_State.PROPOSED,
    division: '1409301000010001',
    category: 'elder-care',
    title: '独居老人送餐',
  }),
  ...over,
});

/** Somebody for each of the six parties. */
export const joining = () =>
  parties.map((party, at) => ({ party, organisationName: `第${String(at + 1)}方`, person: `person-${String(at)}` }));

/** The same as a project holds them. */
export const agreed = () =>
  joining().map(({ party, ...other }) => ({ ...other, kind: party, agreeTime: new Date('2026-06-01') }));

/** What proofs must know of a project. */
export const example: Example<Project> = {
  record: project,
  says: {
    join: ({ parties: agreed }) => joining()[agreed.length] ?? {},
    leave: { party: parties[0] },
    commit: async (_, make) => ({ resource: (await make.record('resources', 'STATE_AVAILABLE')).name, quantity: 1 }),
    release: async ({ resources: [resource] }, make) => ({
      resource: resource ?? (await make.record('resources', 'STATE_AVAILABLE')).name,
    }),
    enlist: async (_, make) => ({ need: (await make.record('needs', 'STATE_MATCHED')).name }),
    deliver: async ({ name }, make) => ({ afterEvidence: [await make.evidence(name)] }),
  },
  first: {
    agree: async ({ name }, make) => {
      for (const party of joining()) await make.step(name, 'join', party);
    },
    leave: ({ name }, make) => make.step(name, 'join'),
    release: ({ name }, make) => make.step(name, 'commit'),
  },
  never: { return: 'only a breach takes a record to a higher desk' },
};
