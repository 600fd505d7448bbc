import { describe, expect, it } from '@jest/globals';
import { MatchingImportServiceService } from '@doorstep/contracts/matching/v1/matching_import.js';
import {
  Import,
  ImportServiceService,
  Import_Kind,
  Import_State as State,
} from '@doorstep/contracts/stations/v1/import.js';
import { outcome, person, provesLifecycle } from '@doorstep/testing';
import {
  applyImport,
  beginImport,
  finishImport,
  importLife,
  passImport,
  refuseImport,
  reserveImport,
} from './import.js';

const importOf = (over: Partial<Import> = {}): Import => ({
  ...Import.fromPartial({ name: 'imports/i1', state: State.CHECKING, sheet: 'evidence/e1', kind: Import_Kind.GRID }),
  ...over,
});
const sheet = { name: 'evidence/e1', division: '140930101', tabular: true };

describe('import', () => {
  const consequences = ['pass', 'reserve', 'finish', 'refuse'];
  describe('of stations', () => {
    provesLifecycle(importLife, ImportServiceService, 'Import', { consequences });
  });
  describe('of matching', () => {
    provesLifecycle(importLife, MatchingImportServiceService, 'MatchingImport', { consequences });
  });

  it.each([
    { tabular: true, want: State.CHECKING },
    { tabular: false, want: 'NOT_A_SHEET' },
  ])('begins with a sheet, tabular $tabular: $want', ({ tabular, want }) => {
    expect(outcome(() => beginImport(importOf(), { ...sheet, tabular }, person('wu')))).toBe(want);
  });

  it('is of who asks for it and lies where its sheet lies', () => {
    const forged = importOf({ importedBy: 'wang', roles: ['county'], divisions: ['140930'] });
    const begun = beginImport(forged, sheet, person('wu'));
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

  it('is refused no more once every line has its place', () => {
    const reserved = reserveImport(importOf({ state: State.APPLYING }));
    expect(outcome(() => refuseImport(reserved))).toBe('IMPORT_RESERVED');
    expect(finishImport(reserved).state).toBe(State.APPLIED);
  });
});
