import { picture } from '../../../proofs/replay/evidence.js';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { anybody, type Grant, type Within } from '@doorstep/access';
import { roles as every, type Role } from '@doorstep/contracts/roles.js';
import { Client as Grpc, credentials, Metadata, status } from '@grpc/grpc-js';
import type { Answer, Client } from './client.js';
import { pathTo, routes, type Route } from './contract.js';
import { places, standardInForce } from './county.js';
import { aboutOf, fixtureOf, type Fixture } from './matrix.example.js';
import { asStranger, platform, signed } from './platform.js';
import { Walking } from './walking.example.js';

/** Where a caller stands to a record: in its division, elsewhere, elsewhere but its owner or of the organisation it is routed to. */
const positions = ['inside', 'outside', 'owner', 'organisation'] as const;
type Position = (typeof positions)[number];

/** Everybody's role stands in no token. */
const roles = every.filter((role) => role !== anybody);

/** What may come of a call: not admitted, admitted without reaching the record, refused by a rule, or done; else status and reason. */
type Outcome = 'refused' | 'hidden' | 'ruled' | 'done' | (string & {});

const walking = new Walking('140930102001');
const { community: inside, owner } = walking;
const contactPhone = '13800000000';
const outside = '140930103001';

const somebody = { subject: 'matrix-somebody', organisation: 'another-organisation' };
const standing = {
  inside: { ...somebody, divisions: [inside] },
  outside: { ...somebody, divisions: [outside] },
  owner: { ...somebody, subject: owner.subject, divisions: [outside] },
  organisation: { ...somebody, organisation: owner.organisation, divisions: [outside] },
};
const callerAt = (role: Role, position: Position): Client => asStranger({ ...standing[position], roles: [role] });

/** What the contract declares for one cell; of what is about a record, only to who reads that record. */
function declared(route: Route, role: Role, position: Position): Outcome {
  const [own, about] = [declaredAt(route, role, position), aboutOf(route)];
  const read = routes.find(({ rpc }) => about !== undefined && rpc === `${about}Service.Get${about}`);
  return own === 'done' && read && declaredAt(read, role, position) !== 'done' ? 'hidden' : own;
}

function declaredAt({ grants }: Route, role: Role, position: Position): Outcome {
  const given = grants.filter((grant) => admits(grant, role));
  if (given.length === 0) return 'refused';
  return given.some(({ within }) => reaches(within, position)) ? 'done' : 'hidden';
}

/** What is open to everybody is open to every role. */
const admits = ({ roles: named }: Grant, role: Role): boolean => named.includes(role) || named.includes(anybody);

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
function answered({ status: code, body }: Answer): Outcome {
  if (code < 300) return 'done';
  if (code === 404 || hiding.has(body.reason)) return 'hidden';
  if (body.reason === 'NOT_PERMITTED') return 'refused';
  return code === 409 ? 'ruled' : `${String(code)} ${body.reason}`;
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

/** What a call should come to, and what it came to. */
type Tried = (by: Client, cell: Cell) => Promise<readonly [want: Outcome, got: Outcome]>;

/** How a route is tried; who is to be refused meets one record, who is to succeed a fresh one. */
async function trial(route: Route, fixture: Fixture): Promise<Tried> {
  const at = (name: string) => `${route.http} ${pathTo(route, name)}`;
  switch (fixture.on) {
    case 'record': {
      const { make, body, rules } = fixture;
      const common = await make();
      const said = await body(common);
      const reads = route.http === 'GET';
      const bare = reads || route.http === 'DELETE';
      const headers = { 'if-match': '*', ...(/Download/.test(route.rpc) && { 'x-purpose': 'review' }) };
      return async (by, { want, position }) => {
        const record = want === 'done' && !reads ? await make() : common;
        const sent = bare ? {} : { body: record === common ? said : await body(record) };
        const got = answered(await by.ask(at(record.name), { ...sent, headers }));
        return [want === 'done' && rules(record, standing[position]) ? 'ruled' : want, got];
      };
    }
    case 'list': {
      const { name } = await fixture.make();
      return async (by, { want }) => [want, await shows(by, at(''), fixture.items, name)];
    }
    case 'draft': {
      const common = await fixture.draft();
      return async (by, { want, position }) => {
        // Whoever creates something of a file took that file in.
        const body = want === 'done' ? await fixture.draft(standing[position].subject) : common;
        return [want === 'done' && fixture.rules ? 'ruled' : want, answered(await by.ask(at(''), { body }))];
      };
    }
    case 'file': {
      const { name } = await fixture.about();
      const sent = { body: picture, headers: { 'content-type': 'image/png' } };
      return async (by, { want }) => [want, answered(await by.ask(`${at('')}?about=${name}&kind=KIND_PHOTO`, sent))];
    }
    case 'own':
      return async (by, { want }) => [
        want,
        answered(await by.ask(at(fixture.name ?? ''), fixture.body && { body: fixture.body })),
      ];
    case 'figure':
      return async (by, { want }) => [want, answered(await by.ask(`${at(fixture.name)}?division=${inside}`))];
  }
}

/** Whether one of the pages of a list shows a record. */
async function shows(by: Client, line: string, items: string, name: string): Promise<Outcome> {
  for (let page = ''; ;) {
    const answer = await by.ask(`${line}?pageSize=200&pageToken=${page}`);
    if (answer.status !== 200) return answered(answer);
    if ((answer.body[items] as { name: string }[]).some((item) => item.name === name)) return 'done';
    page = String(answer.body['nextPageToken']);
    if (page === '') return 'hidden';
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

  beforeAll(async () => {
    await places(inside, outside);
    await standardInForce();
  });

  it.each(served.map((route) => [route.rpc, route] as const))(
    '%s does what the contract declares',
    async (_, route) => {
      const fixture = fixtureOf(route, walking);
      const tried = await trial(route, fixture);
      const differences: string[] = [];
      await sideBySide(cellsOf(route, fixture), async (cell) => {
        const [want, got] = await tried(callerAt(cell.role, cell.position), cell);
        if (got !== want) differences.push(`${cell.role} ${cell.position}: declared ${want}, answered ${got}`);
      });
      expect(differences).toEqual([]);
    },
  );

  it('shows personal data where a grant says so, and nowhere else', async () => {
    const { name } = await walking.record('needs', undefined, { contactPhone });
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
  /** Who may serve an RPC: the service of its package, or any where that is a library's. */
  const serving = (wire: string): string[] => {
    const [, service = ''] = wire.split('.');
    return service in platform.services ? [service] : Object.keys(platform.services);
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
      const served = new Set<string>();
      await sideBySide(cells, async ({ service, role }) => {
        const admitted = grants.some((grant) => admits(grant, role));
        const code = await codeOf(service, wire, role);
        if (code === status.UNIMPLEMENTED) return;
        served.add(service);
        if (admitted === (code === status.PERMISSION_DENIED))
          differences.push(`${role} at ${service}: ${status[code]}`);
      });
      expect(differences).toEqual([]);
      expect(served.size).toBeGreaterThan(0);
    },
  );
});
