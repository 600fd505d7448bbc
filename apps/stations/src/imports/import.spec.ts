import { describe, expect, it } from '@jest/globals';
import { Evidence, Evidence_Kind as Kind } from '@doorstep/contracts/stations/v1/evidence.js';
import { ImportServiceService, Import_State as State } from '@doorstep/contracts/stations/v1/import.js';
import { outcome, person, provesLifecycle } from '@doorstep/testing';
import { importOf } from './import.example.js';
import {
  applyImport,
  beginImport,
  failImport,
  finishImport,
  importLife,
  passImport,
  refuseImport,
  reserveImport,
  retryImport,
} from './import.js';

const sheet = Evidence.fromPartial({ name: 'evidence/e1', division: '140930101', kind: Kind.SHEET });

describe('import', () => {
  const consequences = ['pass', 'reserve', 'finish', 'refuse', 'fail'];
  provesLifecycle(importLife, ImportServiceService, 'Import', { consequences });

  it.each([
    { kind: Kind.SHEET, want: State.CHECKING },
    { kind: Kind.PHOTO, want: 'NOT_A_SHEET' },
  ])('begins with evidence that is a $kind: $want', ({ kind, want }) => {
    expect(outcome(() => beginImport(importOf(), { ...sheet, kind }, person('wu')))).toBe(want);
  });

  it('is of who asks for it and lies where its sheet lies', () => {
    const forged = importOf({ importedBy: 'wang', roles: ['county'], divisions: ['140930'] });
    const begun = beginImport(forged, sheet, person('wu'));
    expect(begun).toMatchObject({ importedBy: 'wu', roles: ['station_manager'], division: '140930101' });
  });

  it.each([
    { faultsTotal: 0, by: 'wu', want: State.APPLYING },
    { faultsTotal: 2, by: 'wu', want: 'IMPORT_FAULTY' },
    { faultsTotal: 0, by: 'sun', want: 'NOT_THE_IMPORTER' },
  ])('with $faultsTotal faults is applied by $by: $want', ({ faultsTotal, by, want }) => {
    const checked = passImport(importOf({ importedBy: 'wu' }), { rowsTotal: 9, faultsTotal });
    expect(outcome(() => applyImport(checked, person(by)))).toBe(want);
  });

  it('is applied with what its importer may do by then, not when the sheet was checked', () => {
    const checked = passImport(importOf({ importedBy: 'wu', roles: ['township'], divisions: ['140930'] }), {
      rowsTotal: 9,
      faultsTotal: 0,
    });
    const applying = applyImport(checked, person('wu', '140930100001', ['station_manager']));
    expect(applying).toMatchObject({ roles: ['station_manager'], divisions: ['140930100001'] });
  });

  it('counts its lines behind it, and none where it was refused', () => {
    const applying = importOf({ state: State.APPLYING, rowsTotal: 9 });
    expect(finishImport(applying).rowsDone).toBe(9);
    expect(refuseImport(applying, 2)).toMatchObject({ rowsDone: 0, faultsTotal: 2 });
  });

  it('is refused no more once every line has its place', () => {
    const reserved = reserveImport(importOf({ state: State.APPLYING }));
    expect(outcome(() => refuseImport(reserved, 1))).toBe('IMPORT_RESERVED');
    expect(finishImport(reserved).state).toBe(State.APPLIED);
  });

  it.each([
    { state: State.CHECKING, reserved: false, want: State.FAILED },
    { state: State.APPLYING, reserved: false, want: State.FAILED },
    { state: State.APPLYING, reserved: true, want: 'IMPORT_RESERVED' },
    { state: State.APPLIED, reserved: false, want: 'WRONG_STATE' },
  ])('in $state, reserved $reserved, that is given up: $want', ({ want, ...over }) => {
    expect(outcome(() => failImport(importOf(over)))).toBe(want);
  });

  it('that was given up is checked again by its importer, with what they may do by then', () => {
    const failed = failImport(importOf({ importedBy: 'wu', rowsTotal: 9 }));
    expect(retryImport(failed, person('wu'))).toMatchObject({ state: State.CHECKING, faultsTotal: 0, rowsTotal: 0 });
    expect(outcome(() => retryImport(failed, person('sun')))).toBe('NOT_THE_IMPORTER');
  });
});
