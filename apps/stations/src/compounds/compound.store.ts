import { Compound } from '@doorstep/contracts/stations/v1/compound.js';
import type { Collection } from '@doorstep/store';
import { compoundFigures } from './compound.js';

export const compounds: Collection<Compound> = {
  name: 'compounds',
  message: Compound,
  figures: compoundFigures,
  lists: [
    { by: [], order: { division: 1 } },
    { by: ['state'], order: { division: 1 } },
    { by: ['kind'], order: { division: 1 } },
    { by: ['covered'], order: { division: 1 } }, // those that no station serves, by name
  ],
};
