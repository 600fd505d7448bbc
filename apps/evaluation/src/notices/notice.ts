import { audience, type Caller } from '@doorstep/domain';
import { keysOf } from '../work-items/work-item.js';

/** Keys of somebody who is told by a random id: of a person or of an organisation, which ids do not say. */
export const told = (id: string): string[] => [audience.owner(id), audience.organisation(id)];

/** Keys of a caller: in person, for the organisation, and at the desks at which the caller is on duty. */
export const listensFor = (caller: Pick<Caller, 'subject' | 'roles' | 'divisions' | 'organisation'>): string[] => [
  ...keysOf(caller),
  ...(caller.organisation === '' ? [] : [audience.organisation(caller.organisation)]),
];
