import type { Json } from './client.js';
import type { Fixture } from './matrix.example.js';
import { list, reason, record } from './matrix.stations.example.js';
import type { Records } from './records.example.js';

type Step = string | readonly [string, Json];

/** What each RPC of what the parties and departments do together is tried on. */
export const matchingFixtures = (records: Records): Readonly<Record<string, Fixture>> => ({
  ...projectFixtures(records),
});

const parties = [
  'COMMUNITY_PARTY_COMMITTEE',
  'COMPOUND_BRANCH',
  'OWNERS_COMMITTEE',
  'PROPERTY_COMPANY',
  'RESIDENT_UNIT',
  'MEMBER_VOLUNTEERS',
].map((kind) => ({ party: `PARTY_KIND_${kind}`, organisationName: '测试单位', person: `person-of-${kind}` }));

/** Steps that take a project from its proposal to its acceptance. */
const joined: readonly Step[] = parties.map((party) => ['join', party]);
const agreed: readonly Step[] = [...joined, 'agree'];
const running: readonly Step[] = [...agreed, 'start'];
const delivered: readonly Step[] = [...running, ['deliver', { afterEvidence: ['evidence/after'] }]];

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};

function projectFixtures(records: Records): Readonly<Record<string, Fixture>> {
  const draft = async () => ({ division: records.community, category: 'elder-care', title: '测试项目' });
  const project = async (...steps: readonly Step[]) => records.step('/v1/projects', await draft(), ...steps);
  const resource = once(async () => (await records.offer(records.newCategory(), 1000)).name);
  const units = async () => ({ resource: await resource(), quantity: 1 });
  const need = matchedNeeds(records);
  return {
    'ProjectService.CreateProject': { on: 'draft', draft },
    'ProjectService.GetProject': record(() => project()),
    'ProjectService.ListProjects': list('projects', () => project()),
    'ProjectService.JoinProject': record(
      () => project(),
      async () => parties[0] ?? {},
    ),
    'ProjectService.LeaveProject': record(
      () => project(...joined),
      async () => ({ party: parties[0]?.party, ...(await reason()) }),
    ),
    'ProjectService.AgreeProject': record(() => project(...joined)),
    'ProjectService.CommitProject': record(() => project(), units),
    'ProjectService.ReleaseProject': record(
      async () => project(['commit', await units()]),
      async () => ({ resource: await resource(), ...(await reason()) }),
    ),
    'ProjectService.EnlistProject': record(
      () => project(),
      async () => ({ need: await need() }),
    ),
    'ProjectService.StartProject': record(() => project(...agreed)),
    'ProjectService.DeliverProject': record(
      () => project(...running),
      async () => ({ afterEvidence: ['evidence/after'] }),
    ),
    'ProjectService.ReworkProject': record(() => project(...delivered), reason),
    'ProjectService.AcceptProject': record(() => project(...delivered)),
    'ProjectService.CancelProject': record(() => project(), reason),
    'ProjectService.ReturnProject': {
      on: 'record',
      make: () => project(),
      body: reason,
      refuses: 'NOT_ESCALATED',
    },
  };
}

/** Needs to which a resource was confirmed, one for each cell of a route. */
function matchedNeeds(records: Records): () => Promise<string> {
  const suggestions = once(() => records.suggestions(48));
  let next = 0;
  return async () => {
    const suggestion = (await suggestions())[next++];
    if (suggestion === undefined) throw new Error('the stock of matched needs is used up');
    await records.clerk.done(`POST /v1/${suggestion.name}:confirm`, {});
    return String(suggestion['need']);
  };
}
