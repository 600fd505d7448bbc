import { audience } from '@doorstep/domain';

/** Keys of somebody who is told by a random id: of a person or of an organisation, which ids do not say. */
export const told = (id: string): string[] => [audience.owner(id), audience.organisation(id)];
