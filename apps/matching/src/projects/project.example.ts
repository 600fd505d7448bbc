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
