import { roles } from '@doorstep/contracts/roles.js';
import { z } from 'zod';

/** Everybody's role stands in no token. */
const Role = z.enum(roles).exclude(['anybody']);

const standing = {
  /** Random id, the `sub` of every token: never a number or a name of the person. */
  subject: z.string().regex(/^[a-z0-9]{16,32}$/),
  name: z.string().min(1).max(60),
  roles: z.array(Role).min(1),
  /** Division codes; each opens its whole subtree. */
  divisions: z.array(z.string().regex(/^\d{6}(\d{3}(\d{3}(\d{4})?)?)?$/)).min(1),
  /** Random id of the department or resident unit that a client acts for. */
  organisation: z.string().min(1).optional(),
};

const Person = z.strictObject({
  username: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  title: z.string().max(60),
  ...standing,
});
const Client = z.strictObject({ clientId: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/), ...standing });
export const Page = z.strictObject({
  note: z.string().optional(),
  people: z.array(Person).default([]),
  clients: z.array(Client).default([]),
});

export type Person = z.infer<typeof Person>;
export type Client = z.infer<typeof Client>;
