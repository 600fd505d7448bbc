import { describe, expect, it } from '@jest/globals';
import { Evidence_Kind } from '@doorstep/contracts/stations/v1/evidence.js';
import { ImportServiceService, Import_State as State } from '@doorstep/contracts/stations/v1/import.js';
import { outcome, person, provesLifecycle } from '@doorstep/testing';
import { evidenceOf } from '../evidence/evidence.example.js';
import { importOf } from './import.example.js';
import { applyImport, beginImport, finishImport, importLife, passImport, refuseImport } from './import.js';

describe('import', () => {
  provesLifecycle(importLife, ImportServiceService, 'Import', { consequences: ['pass', 'finish', 'refuse'] });

  it.each([
    { kind: Evidence_Kind.SHEET, want: State.CHECKING },
    { kind: Evidence_Kind.PHOTO, want: 'NOT_A_SHEET' },
  ])('begins with evidence of $kind: $want', ({ kind, want }) => {
    expect(outcome(() => beginImport(importOf(), evidenceOf({ kind }), person('wu')))).toBe(want);
  });

  it('is of who asks for it and lies where its sheet lies', () => {
    const forged = importOf({ importedBy: 'wang', roles: ['county'], divisions: ['140930'] });
    const begun = beginImport(forged, evidenceOf({ kind: Evidence_Kind.SHEET, division: '140930101' }), person('wu'));
    expect(begun).toMatchObject({ importedBy: 'wu', roles: ['station_manager'], division: '140930101' });
  });

  it.each([
    { faultsTotal: 0, want: State.APPLYING },
    { faultsTotal: 2, want: 'IMPORT_FAULTY' },
  ])('with $faultsTotal faults is applied: $want', ({ faultsTotal, want }) => {
    expect(outcome(() => applyImport(passImport(importOf(), { rowsTotal: 9, faultsTotal })))).toBe(want);
  });

  it('counts its lines behind it, and none where it was refused', () => {
    const applying = importOf({ state: State.APPLYING, rowsTotal: 9 });
    expect(finishImport(applying).rowsDone).toBe(9);
    expect(refuseImport(applying)).toMatchObject({ rowsDone: 0, faultsTotal: 1 });
  });
});
