import type { CompoundName } from '@doorstep/contracts/names.js';
import { Compound } from '@doorstep/contracts/stations/v1/compound.js';
import { alreadyExists } from '@doorstep/domain';
import type { Repository, NounDefinition } from '@doorstep/store';
import { absorbCompound, compoundCounts } from './compound.js';

export const compounds: NounDefinition<Compound> = {
  name: 'compounds',
  message: Compound,
  counts: compoundCounts,
  lists: [
    { by: [], order: { division: 1 } },
    { by: ['state'], order: { division: 1 } },
    { by: ['kind'], order: { division: 1 } },
    { by: ['covered'], order: { division: 1 } }, // those that no station serves, by name
  ],
  unique: [{ fields: ['division'], refusal: alreadyExists }], // finds a division's survey, too
  absorbed: absorbCompound,
};

/**
 * Name of the survey of a compound: that of its code, unless the compound came to its code when divisions were merged.
 */
export async function surveyOf(records: Repository<Compound>, division: string): Promise<CompoundName> {
  return (await records.first({ division }))?.name ?? `compounds/${division}`;
}
