import { picture } from '../../../tools/replay/evidence.js';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { anybody, type Within } from '@doorstep/access';
import { roles as every, type Role } from '@doorstep/contracts/roles.js';
import { Client as Grpc, credentials, Metadata, status } from '@grpc/grpc-js';
import type { Answer, Client } from './client.js';
import { pathTo, routes, type Route } from './contract.js';
import { places } from './county.js';
import { fixtures, type Fixture } from './matrix.example.js';
import { asStranger, platform, signed } from './platform.js';
import { contactPhone, Records } from './records.example.js';

/** Where a caller stands to a record: in its division, elsewhere, elsewhere but its owner or of the organisation it is routed to. */
const positions = ['inside', 'outside', 'owner', 'organisation'] as const;
type Position = (typeof positions)[number];

/** Everybody's role stands in no token. */
const roles = every.filter((role) => role !== anybody);

/** What may come of a call: not admitted, admitted without reaching the record, or done; else status and reason. */
type Outcome = 'refused' | 'hidden' | 'done' | (string & {});

const records = new Records('140930102001');
const { community: inside, owner } = records;
const outside = '140930103001';

const somebody = { subject: 'matrix-somebody', organisation: 'another-organisation' };
const standing = {
  inside: { ...somebody, divisions: [inside] },
  outside: { ...somebody, divisions: [outside] },
  owner: { ...somebody, subject: owner.subject, divisions: [outside] },
  organisation: { ...somebody, organisation: owner.organisation, divisions: [outside] },
};
const callerAt = (role: Role, position: Position): Client => asStranger({ ...standing[position], roles: [role] });

/** What the contract declares for one cell. */
function declared({ grants }: Route, role: Role, position: Position): Outcome {
  const given = grants.filter((grant) => grant.roles.includes(role));
  if (given.length === 0) return 'refused';
  return given.some(({ within }) => reaches(within, position)) ? 'done' : 'hidden';
}

const reaches = (within: Within, position: Position): boolean =>
  ({
    EVERYWHERE: true,
    DIVISION: position === 'inside',
    OWNER: position === 'owner',
    ORGANISATION: position === 'organisation',
    PUBLISHED: false,
  })[within];

/** Refusals that say no more than that something is not within reach: the record, its place, what is said to prove it. */
const hiding: ReadonlySet<string> = new Set(['OUTSIDE_JURISDICTION', 'EVIDENCE_NOT_FOUND']);

/** What the running system answered. */
function answered({ status: code, problem }: Answer): Outcome {
  if (code < 300) return 'done';
  if (code === 404 || hiding.has(problem.reason)) return 'hidden';
  return problem.reason === 'NOT_PERMITTED' ? 'refused' : `${String(code)} ${problem.reason}`;
}

interface Cell {
  readonly role: Role;
  readonly position: Position;
  readonly want: Outcome;
}

const cellsOf = (route: Route, { on }: Fixture): Cell[] =>
  roles.flatMap((role) =>
    (on === 'draft' || on === 'file' || on === 'figure' ? positions.slice(0, 2) : positions).map((position) => ({
      role,
      position,
      want:
        on === 'own' && declared(route, role, position) === 'hidden'
          ? ('done' as const)
          : declared(route, role, position),
    })),
  );

type Tried = (by: Client, cell: Cell) => Promise<Outcome>;

/** How a route is tried; who is to be refused meets one record, who is to succeed a fresh one. */
async function trial(route: Route, fixture: Fixture): Promise<Tried> {
  const at = (name: string) => `${route.http} ${pathTo(route, name)}`;
  switch (fixture.on) {
    case 'record': {
      const { make, body, headers = {} } = fixture;
      const common = await make();
      const reads = route.http === 'GET';
      const bare = reads || route.http === 'DELETE';
      return async (by, { want }) => {
        const { name } = want === 'done' && !reads ? await make() : common;
        const sent = bare ? {} : { body: await (body?.(name) ?? {}) };
        return answered(await by.ask(at(name), { ...sent, headers: { 'if-match': '*', ...headers } }));
      };
    }
    case 'list': {
      const { name } = await fixture.make();
      return async (by) => {
        const answer = await by.ask(`${at('')}?pageSize=200`);
        if (answer.status !== 200) return answered(answer);
        return (answer.body[fixture.items] as { name: string }[]).some((item) => item.name === name)
          ? 'done'
          : 'hidden';
      };
    }
    case 'draft':
      return async (by) => answered(await by.ask(at(''), { body: await fixture.draft() }));
    case 'file': {
      const { name } = await fixture.about();
      const sent = { body: picture, headers: { 'content-type': 'image/png' } };
      return async (by) => answered(await by.ask(`${at('')}?about=${name}&kind=KIND_PHOTO`, sent));
    }
    case 'own':
      return async (by) => answered(await by.ask(at('')));
    case 'figure':
      return async (by) => answered(await by.ask(`${at(fixture.name)}?division=${inside}`));
  }
}

/** Does so many things side by side. */
async function sideBySide<T>(items: readonly T[], each: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const item of rest) await each(item);
    }),
  );
}

describe('every route × every role × inside, outside, owner, organisation', () => {
  const served = routes.filter(({ http }) => http !== '');
  let fixtureOf: Readonly<Record<string, Fixture>>;

  beforeAll(async () => {
    await places(inside, outside);
    fixtureOf = fixtures(records);
  });

  it('has a fixture for each RPC and for no other', () => {
    expect(Object.keys(fixtureOf).sort()).toEqual(served.map(({ rpc }) => rpc).sort());
  });

  it.each(served.map((route) => [route.rpc, route] as const))(
    '%s does what the contract declares',
    async (rpc, route) => {
      const fixture = fixtureOf[rpc];
      if (fixture === undefined) throw new Error(`${rpc} has no fixture`);
      const tried = await trial(route, fixture);
      const differences: string[] = [];
      await sideBySide(cellsOf(route, fixture), async (cell) => {
        const got = await tried(callerAt(cell.role, cell.position), cell);
        const want =
          'refuses' in fixture && cell.position === 'inside' && cell.want === 'done' && fixture.refuses
            ? `409 ${fixture.refuses}`
            : cell.want;
        if (got !== want) differences.push(`${cell.role} ${cell.position}: declared ${want}, answered ${got}`);
      });
      expect(differences).toEqual([]);
    },
  );

  it('shows personal data where a grant says so, and nowhere else', async () => {
    const { name } = await records.need();
    const { grants } = served.find(({ rpc }) => rpc === 'NeedService.GetNeed') ?? { grants: [] };
    const cells = roles.flatMap((role) => positions.map((position) => ({ role, position })));
    const differences: string[] = [];
    await sideBySide(cells, async ({ role, position }) => {
      const open = grants.filter(({ personal, roles: admitted }) => personal && admitted.includes(role));
      const want = open.some(({ within }) => reaches(within, position));
      const headers = { 'x-purpose': 'call-back' };
      const { body } = await callerAt(role, position).ask(`GET /v1/${name}`, { headers });
      if (want !== (body['contactPhone'] === contactPhone))
        differences.push(`${role} ${position}: declared ${String(want)}`);
    });
    expect(differences).toEqual([]);
  });
});

describe('the services themselves, without the gateway', () => {
  const channels = new Map<string, Grpc>();
  const channelTo = (service: string): Grpc => {
    const known = channels.get(service) ?? new Grpc(platform.services[service] ?? '', credentials.createInsecure());
    channels.set(service, known);
    return known;
  };
  const serving = (wire: string): string[] => {
    const service = wire.split('.')[1] ?? '';
    return service === 'events' ? Object.keys(platform.services) : [service];
  };
  const same = (bytes: Buffer): Buffer => bytes;

  /** Code of the status that an empty request meets. */
  async function codeOf(service: string, wire: string, role: Role): Promise<status> {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${await signed({ ...standing.inside, roles: [role] })}`);
    return new Promise((resolve) => {
      channelTo(service).makeUnaryRequest(wire, same, same, Buffer.alloc(0), metadata, (error) =>
        resolve(error?.code ?? status.OK),
      );
    });
  }

  it.each(routes.map((route) => [route.rpc, route] as const))(
    '%s admits the roles of the contract and no other',
    async (_, { wire, grants }) => {
      const cells = serving(wire).flatMap((service) => roles.map((role) => ({ service, role })));
      const differences: string[] = [];
      await sideBySide(cells, async ({ service, role }) => {
        const admitted = grants.some((grant) => grant.roles.includes(role));
        const code = await codeOf(service, wire, role);
        if (admitted === (code === status.PERMISSION_DENIED))
          differences.push(`${role} at ${service}: ${status[code]}`);
      });
      expect(differences).toEqual([]);
    },
  );
});
