import { describe, expect, it } from '@jest/globals';
import { InspectionServiceService, Inspection_State as State } from '@doorstep/contracts/stations/v1/inspection.js';
import { Station_State } from '@doorstep/contracts/stations/v1/station.js';
import { outcome, person, provesLifecycle } from '@doorstep/testing';
import { station } from '../stations/station.example.js';
import { template } from '../templates/template.example.js';
import { items } from '../templates/template.js';
import { inspection } from './inspection.example.js';
import { beginInspection, cancelInspection, concludeInspection, inspectionLife } from './inspection.js';

/** Findings of which so many passed. */
const found = (passed: number) => ({
  findings: items.map((item, at) => ({ item, passed: at < passed })),
  features: ['senior-canteen'],
});
const conclude = (passed: number, passMark = 7) =>
  concludeInspection({ inspection: inspection({ passMark }), station: station() }, found(passed), person('wu'));

describe('inspection', () => {
  provesLifecycle(inspectionLife, InspectionServiceService, 'Inspection', { consequences: [] });

  it('follows the template in force', () => {
    const begun = beginInspection(inspection(), station(), template({ passMark: 6 }));
    expect(begun).toMatchObject({ state: State.BEGUN, template: template().name, passMark: 6 });
  });

  it.each([
    { state: State.BEGUN, reason: '改期', want: State.CANCELLED },
    { state: State.BEGUN, reason: '', want: 'REASON_REQUIRED' },
    { state: State.CONCLUDED, reason: '改期', want: 'WRONG_STATE' },
  ])('$state, cancelled because of "$reason": $want', ({ state, reason, want }) => {
    expect(outcome(() => cancelInspection(inspection({ state }), reason))).toBe(want);
  });

  it('needs a template in force', () => {
    const built = station({ state: Station_State.BUILDING });
    expect(outcome(() => beginInspection(inspection(), built, undefined))).toBe('NO_TEMPLATE_IN_FORCE');
  });

  it.each([
    { passed: 7, passMark: 7, compliancePercent: 100, compliant: true },
    { passed: 6, passMark: 7, compliancePercent: 86, compliant: false },
    { passed: 6, passMark: 6, compliancePercent: 86, compliant: true },
    { passed: 0, passMark: 1, compliancePercent: 0, compliant: false },
  ])('finds $passed of 7 where $passMark are asked', ({ passed, passMark, ...want }) => {
    expect(conclude(passed, passMark).inspection).toMatchObject({ passed, ...want, features: ['senior-canteen'] });
  });

  it('leaves its result with the station', () => {
    expect(conclude(6).station).toMatchObject({
      inspection: 'inspections/i1',
      template: 'templates/t1',
      passed: 6,
      compliant: false,
      features: ['senior-canteen'],
    });
  });

  const [first = { item: items[0], passed: true }] = found(7).findings;
  it.each([
    { what: 'an item less', findings: found(7).findings.slice(1), want: 'FINDINGS_INCOMPLETE' },
    { what: 'an item twice', findings: [...found(7).findings, first], want: 'FINDING_TWICE' },
  ])('refuses $what: $want', ({ findings, want }) => {
    const visit = { inspection: inspection(), station: station() };
    const all = findings as ReturnType<typeof found>['findings'];
    expect(outcome(() => concludeInspection(visit, { findings: all, features: [] }, person('wu')).inspection)).toBe(
      want,
    );
  });
});
