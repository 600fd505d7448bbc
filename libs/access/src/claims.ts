import { roles, type Role } from '@doorstep/contracts/roles.js';
import * as z from 'zod';

/** What every caller is, with a token or without; no token says so. */
export const anybody = 'anybody' satisfies Role;
const isRole = (role: string): role is Role => role !== anybody && roles.some((known) => known === role);

/** The roles among names that this platform knows and that a token may bear. */
export const rolesIn = (names: readonly string[]): readonly Role[] => names.filter(isRole);

/** What an access token says of its bearer, proved. */
export interface Claims {
  /** Random id of the person or client. */
  readonly subject: string;
  /** Roles that this platform knows; an issuer may give others for other programs. */
  readonly roles: readonly Role[];
  /** Division codes, at most 100. */
  readonly divisions: readonly string[];
  /** Random id of the organisation; empty where none. */
  readonly organisation: string;
  /** The client program; empty where the issuer does not say. */
  readonly client: string;
  /** When the token ends. */
  readonly expires: Date;
  /** When it was issued. */
  readonly issued: Date;
  /** The token's own id, `jti`; empty where the issuer gives none, and need not. */
  readonly token: string;
}

const id = z.string().regex(/^[\w.:@-]{1,128}$/);
/** In one line, as the revocation that names it. */
const tokenId = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}\u2028\u2029]+$/u);
// 6 digits county, 9 township, 12 community, 16 compound: the rule string.division of the contract.
const division = z.string().regex(/^[1-9]\d{5}(\d{3}(\d{3}(\d{4})?)?)?$/);

/** Parses the payload of a verified token; anything but the contract's claims is an error, save a role of others. */
export const claims = z
  .object({
    sub: id,
    exp: z.number(),
    iat: z.number(),
    jti: tokenId.optional(),
    roles: z.array(z.string()).max(50).default([]),
    divisions: z.array(division).max(100).default([]),
    organisation: id.optional(),
    client_id: id.optional(),
  })
  .transform((payload): Claims => ({
    subject: payload.sub,
    roles: rolesIn(payload.roles),
    divisions: payload.divisions,
    organisation: payload.organisation ?? '',
    client: payload.client_id ?? '',
    expires: new Date(payload.exp * 1_000),
    issued: new Date(payload.iat * 1_000),
    token: payload.jti ?? '',
  }));

/** The claims of a caller without a token. */
export const anonymous: Claims = {
  subject: '',
  roles: [],
  divisions: [],
  organisation: '',
  client: '',
  expires: new Date(8.64e15),
  issued: new Date(0),
  token: '',
};
