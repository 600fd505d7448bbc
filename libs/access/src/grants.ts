import { audience, type Scope } from '@doorstep/domain';
import { getOption, isMessage, toJson, type DescMethod } from '@bufbuild/protobuf';
import * as z from 'zod';
import { roles, type Claims, type Role } from './claims.js';
import { optionNamed, registry } from './registry.js';

/** One line of the access rule of an RPC. */
export interface Grant {
  readonly roles: readonly Role[];
  readonly within: Within;
  /** Whether personal fields may be seen by this line, given a purpose. */
  readonly personal: boolean;
}
const reaches = ['DIVISION', 'OWNER', 'ORGANISATION', 'EVERYWHERE'] as const;
/** Which records a grant reaches. */
export type Within = (typeof reaches)[number];

const stripped = (prefix: string) => z.string().transform((name) => name.replace(prefix, ''));
const rule = z.array(
  z.object({
    roles: z
      .array(
        stripped('ROLE_')
          .transform((name) => name.toLowerCase())
          .pipe(z.enum(roles)),
      )
      .min(1),
    within: stripped('WITHIN_').pipe(z.enum(reaches)),
    personal: z.boolean().default(false),
  }),
);
const access = optionNamed('doorstep.options.v1.access');

/** The access rule of an RPC, from its descriptor; empty where it has none. Throws where a line of it says nothing. */
export function grantsOf(method: DescMethod): readonly Grant[] {
  const lines: unknown = getOption(method, access);
  const { message } = access;
  if (!Array.isArray(lines) || message === undefined) return [];
  return rule.parse(lines.filter((line) => isMessage(line)).map((line) => toJson(message, line, { registry })));
}

/** What an access rule gives to one bearer. */
export interface Admission {
  /** Keys of the records within reach, or everywhere. */
  readonly scope: Scope;
  /** Whether personal fields of all of them may be seen, given a purpose. */
  readonly personal: boolean;
}

/** What was found before: the claims of a token are one object for as long as the token is known. */
const found = new WeakMap<Claims, Map<readonly Grant[], Admission | undefined>>();

/** What the bearer of a token may do by an access rule; undefined where none of its roles is admitted. */
export function scopeOf(claims: Claims, grants: readonly Grant[]): Admission | undefined {
  const known = found.get(claims) ?? new Map<readonly Grant[], Admission | undefined>();
  found.set(claims, known);
  if (!known.has(grants)) known.set(grants, admissionOf(claims, grants));
  return known.get(grants);
}

function admissionOf(claims: Claims, grants: readonly Grant[]): Admission | undefined {
  const given = grants.filter((grant) => grant.roles.some((role) => claims.roles.includes(role)));
  if (given.length === 0) return undefined;
  const scope = union(claims, given);
  const open = union(
    claims,
    given.filter(({ personal }) => personal),
  );
  return { scope, personal: covers(open, scope) };
}

function union(claims: Claims, grants: readonly Grant[]): Scope {
  if (grants.some(({ within }) => within === 'EVERYWHERE')) return 'everywhere';
  return [...new Set(grants.flatMap(({ within }) => keysOf(claims, within)))];
}

/** One grant with personal fields must not open those of records that only another grant reaches. */
const covers = (open: Scope, scope: Scope): boolean =>
  open === 'everywhere' || (scope !== 'everywhere' && open.length > 0 && scope.every((key) => open.includes(key)));

function keysOf(claims: Claims, within: Within): readonly string[] {
  switch (within) {
    case 'DIVISION':
      return claims.divisions.map(audience.division);
    case 'OWNER':
      return [audience.owner(claims.subject)];
    case 'ORGANISATION':
      return claims.organisation === '' ? [] : [audience.organisation(claims.organisation)];
    case 'EVERYWHERE':
      return [];
  }
}
