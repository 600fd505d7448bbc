import type { Role } from '@doorstep/contracts/roles.js';
import { audience, type Caller } from '@doorstep/domain';

/** A caller as rules and services see one, fixed and overridable; `app.as(person)` signs a token for it. */
export const person = (
  subject: string,
  division = '140930100001',
  roles: readonly Role[] = ['station_manager'],
  over: Partial<Caller> = {},
): Caller => ({
  subject,
  roles,
  divisions: [division],
  organisation: '',
  client: 'test',
  onBehalfOf: '',
  purpose: '',
  scope: [audience.division(division), audience.owner(subject)],
  personal: [],
  call: { method: 'test', digest: '', deadline: new Date('2099-01-01'), traceparent: '', token: '' },
  ...over,
});
