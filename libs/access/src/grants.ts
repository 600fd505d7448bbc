import { audience, type Scope } from '@doorstep/domain';
import type { DescExtension, DescMethod, DescService } from '@bufbuild/protobuf';
import { roles, type Role } from '@doorstep/contracts/roles.js';
import * as z from 'zod';
import { anybody, type Claims } from './claims.js';
import { optionIn, optionNamed, registry } from './registry.js';

/** One line of the access rule of an RPC. */
export interface Grant {
  readonly roles: readonly Role[];
  readonly within: Within;
  /** Whether personal fields of what this line reaches may be seen, given a purpose. */
  readonly personal: boolean;
}
const reaches = ['DIVISION', 'OWNER', 'ORGANISATION', 'EVERYWHERE', 'PUBLISHED'] as const;
/** Which records a grant reaches. */
export type Within = (typeof reaches)[number];

/** Roles by what they reach, as the contract says it: numbers of `doorstep.options.v1.Role`. */
type Reach = Readonly<Record<Lowercase<Within> | 'personal', readonly number[]>>;

const access = optionNamed('doorstep.options.v1.access');
const reads = optionNamed('doorstep.options.v1.reads');
const standsFor = optionNamed('doorstep.options.v1.stands_for');
const roleValues = new Map(registry.getEnum('doorstep.options.v1.Role')?.values.map((value) => [value.number, value]));

/** The roles that a value stands for: itself, or those of a named set. Throws where the contract names none. */
function rolesOf(number: number): readonly Role[] {
  const value = roleValues.get(number);
  const members = value && (optionIn(value, standsFor) as readonly number[] | undefined);
  if (members !== undefined) return members.flatMap(rolesOf);
  return [z.enum(roles).parse(value?.name.replace('ROLE_', '').toLowerCase())];
}

const reachOf = (owner: DescMethod | DescService, option: DescExtension): Reach | undefined =>
  optionIn(owner, option) as Reach | undefined;

/** Standard reads are known by their shape and their name; `ListNeedDuplicates(GetRequest)` is none. */
const inherits = ({ name, input }: DescMethod): boolean =>
  (input.typeName === 'doorstep.aip.v1.GetRequest' && name.startsWith('Get')) ||
  input.typeName === 'doorstep.aip.v1.ListRequest' ||
  input.typeName === 'doorstep.aip.v1.CountRequest' ||
  (input.typeName === 'doorstep.aip.v1.HistoryRequest' && name.endsWith('History'));

/** The access rule of an RPC: its own, or what its service says of reading; empty where neither is said. */
export function grantsOf(method: DescMethod): readonly Grant[] {
  const reach = reachOf(method, access) ?? (inherits(method) ? reachOf(method.parent, reads) : undefined);
  if (reach === undefined) return [];
  const personal = new Set(reach.personal.flatMap(rolesOf));
  return reaches.flatMap((within) => {
    const named = [...new Set(reach[within.toLowerCase() as Lowercase<Within>].flatMap(rolesOf))];
    const line = (open: boolean): Grant => ({
      roles: named.filter((role) => personal.has(role) === open),
      within,
      personal: open,
    });
    return [line(true), line(false)].filter(({ roles }) => roles.length > 0);
  });
}

/** Whether an access rule admits callers without a token. */
export const open = (grants: readonly Grant[]): boolean => grants.some(({ roles }) => roles.includes(anybody));

/** What an access rule gives to one bearer. */
export interface Admission {
  /** Keys of the records within reach, or everywhere. */
  readonly scope: Scope;
  /** Keys of those whose personal fields may be seen, given a purpose. */
  readonly personal: Scope;
}

/** What an access rule must know of a bearer. */
export type Bearer = Pick<Claims, 'subject' | 'roles' | 'divisions' | 'organisation'> & Partial<Claims>;

/** What was found before: the claims of a token are one object for as long as the token is known. */
const found = new WeakMap<Bearer, Map<readonly Grant[], Admission | undefined>>();

/** What the bearer of a token may do by an access rule; undefined where none of its roles is admitted. */
export function scopeOf(claims: Bearer, grants: readonly Grant[]): Admission | undefined {
  const known = found.get(claims) ?? new Map<readonly Grant[], Admission | undefined>();
  found.set(claims, known);
  if (!known.has(grants)) known.set(grants, admissionOf(claims, grants));
  return known.get(grants);
}

function admissionOf(claims: Bearer, grants: readonly Grant[]): Admission | undefined {
  const given = grants.filter(({ roles }) => roles.some((role) => role === anybody || claims.roles.includes(role)));
  if (given.length === 0) return undefined;
  const opening = given.filter(({ personal }) => personal);
  return { scope: union(claims, given), personal: union(claims, opening) };
}

function union(claims: Bearer, grants: readonly Grant[]): Scope {
  if (grants.some(({ within }) => within === 'EVERYWHERE')) return 'everywhere';
  return [...new Set(grants.flatMap(({ within }) => keysOf(claims, within)))];
}

function keysOf(claims: Bearer, within: Within): readonly string[] {
  switch (within) {
    case 'DIVISION':
      return claims.divisions.map(audience.division);
    case 'OWNER':
      return [audience.owner(claims.subject)];
    case 'ORGANISATION':
      return claims.organisation === '' ? [] : [audience.organisation(claims.organisation)];
    case 'PUBLISHED':
      return [audience.published];
    case 'EVERYWHERE':
      return [];
  }
}
