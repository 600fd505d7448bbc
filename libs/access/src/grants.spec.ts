import { describe, expect, it } from '@jest/globals';
import type { Role } from '@doorstep/contracts/roles.js';
import { anonymous, type Claims } from './claims.js';
import { grantsOf, open, scopeOf, type Grant, type Within } from './grants.js';
import { registry } from './registry.js';

const bearer = (roles: readonly Role[], over: Partial<Claims> = {}): Claims => ({
  ...{
    subject: 'zhao',
    roles,
    divisions: ['140930100001'],
    organisation: '',
    client: 'test',
    expires: new Date(0),
    issued: new Date(0),
    token: '',
  },
  ...over,
});
const grant = (role: Role, within: Within, personal = false): Grant => ({ roles: [role], within, personal });
const getNeed = registry.getService('doorstep.matching.v1.NeedService')?.method['getNeed'];

describe('access rule', () => {
  it('is read from the contract', () => {
    expect(getNeed && grantsOf(getNeed)).toEqual([
      { roles: ['community', 'station_manager', 'grid_worker'], within: 'DIVISION', personal: true },
      { roles: ['county', 'township', 'auditor'], within: 'DIVISION', personal: false },
      { roles: ['resident'], within: 'OWNER', personal: true },
      { roles: ['department_client'], within: 'ORGANISATION', personal: false },
      { roles: ['service'], within: 'EVERYWHERE', personal: false },
    ]);
  });

  it('stands on every RPC, and names a role of ours in each line', () => {
    const methods = [...registry].flatMap((type) => (type.kind === 'service' ? type.methods : []));
    expect(methods.length).toBeGreaterThan(30);
    expect(methods.filter((method) => grantsOf(method).length === 0).map(({ name }) => name)).toEqual([]);
  });

  it.each<{ within: Within; over?: Partial<Claims>; scope: unknown }>([
    { within: 'DIVISION', scope: ['d:140930100001'] },
    { within: 'DIVISION', over: { divisions: ['140930100', '140930101'] }, scope: ['d:140930100', 'd:140930101'] },
    { within: 'DIVISION', over: { divisions: [] }, scope: [] },
    { within: 'OWNER', scope: ['u:zhao'] },
    { within: 'ORGANISATION', over: { organisation: 'o1' }, scope: ['o:o1'] },
    { within: 'ORGANISATION', scope: [] },
    { within: 'PUBLISHED', scope: ['p'] },
    { within: 'EVERYWHERE', scope: 'everywhere' },
  ])('within $within of $over reaches $scope', ({ within, over, scope }) => {
    expect(scopeOf(bearer(['resident'], over), [grant('resident', within)])?.scope).toEqual(scope);
  });

  it.each<{ what: string; roles: Role[]; want: unknown }>([
    { what: 'no role', roles: [], want: undefined },
    { what: 'a role that is not named', roles: ['member'], want: undefined },
    { what: 'one role', roles: ['grid_worker'], want: { scope: ['d:140930100001'], personal: ['d:140930100001'] } },
    { what: 'a role without personal fields', roles: ['county'], want: { scope: ['d:140930100001'], personal: [] } },
    {
      what: 'two roles over one reach',
      roles: ['county', 'grid_worker'],
      want: { scope: ['d:140930100001'], personal: ['d:140930100001'] },
    },
    // The resident's own personal fields open, those of the division do not.
    {
      what: 'two roles over two',
      roles: ['county', 'resident'],
      want: { scope: ['d:140930100001', 'u:zhao'], personal: ['u:zhao'] },
    },
    {
      what: 'a service',
      roles: ['service', 'grid_worker'],
      want: { scope: 'everywhere', personal: ['d:140930100001'] },
    },
  ])('admits $what: $want', ({ roles, want }) => {
    const rule = [
      grant('grid_worker', 'DIVISION', true),
      grant('county', 'DIVISION'),
      grant('resident', 'OWNER', true),
      grant('service', 'EVERYWHERE'),
    ];
    expect(scopeOf(bearer(roles), rule)).toEqual(want);
  });

  it.each<{ what: string; claims: Claims; want: unknown }>([
    { what: 'who has no token', claims: anonymous, want: { scope: ['p'], personal: [] } },
    { what: 'who has a token for other things', claims: bearer(['auditor']), want: { scope: ['p'], personal: [] } },
  ])('of everybody admits $what', ({ claims, want }) => {
    const rule = [grant('anybody', 'PUBLISHED')];
    expect([open(rule), scopeOf(claims, rule)]).toEqual([true, want]);
    expect(scopeOf(claims, [grant('resident', 'PUBLISHED')])).toBeUndefined();
  });
});
