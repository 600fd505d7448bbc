import { Division } from '@doorstep/contracts/stations/v1/division.js';
import { notFound } from '@doorstep/domain';
import type { Divisions } from './peers.js';

/** A division tree as tests want it: everything in the county is there. */
export const divisions: Divisions = {
  getDivision: ({ name }) =>
    name.startsWith('divisions/140930')
      ? Promise.resolve(Division.fromPartial({ name }))
      : Promise.reject(notFound({ name })),
};
