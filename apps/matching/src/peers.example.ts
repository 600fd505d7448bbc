import { Division } from '@doorstep/contracts/stations/v1/division.js';
import { EvidenceContent, Evidence as Kept, Evidence_Kind } from '@doorstep/contracts/stations/v1/evidence.js';
import { notFound } from '@doorstep/domain';
import type { Divisions, Evidence } from './peers.js';

/** A division tree as tests want it: everything in the county is there. */
export const divisions: Divisions = {
  getDivision: ({ name }) =>
    name.startsWith('divisions/140930')
      ? Promise.resolve(Division.fromPartial({ name }))
      : Promise.reject(notFound({ name })),
};

/** Sheets as tests want them, by their names, all of one division. */
export const sheetsOf = (files: ReadonlyMap<string, Buffer>): Evidence => ({
  getEvidence: ({ name }) =>
    files.has(name)
      ? Promise.resolve(Kept.fromPartial({ name, kind: Evidence_Kind.SHEET, division: '140930100001' }))
      : Promise.reject(notFound({ name })),
  async *downloadEvidence({ name }) {
    yield EvidenceContent.fromPartial({ mediaType: 'text/csv' });
    yield EvidenceContent.fromPartial({ content: files.get(name) ?? Buffer.alloc(0) });
  },
});
