import { describe, expect, it } from '@jest/globals';
import {
  ProgrammeServiceService,
  Programme_Kind as Kind,
  Programme_State as State,
} from '@doorstep/contracts/stations/v1/programme.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { station } from '../stations/station.example.js';
import { programme } from './programme.example.js';
import { planProgramme, programmeCounts, programmeLife, restProgramme } from './programme.js';

describe('programme', () => {
  provesLifecycle(programmeLife, ProgrammeServiceService, 'Programme', { consequences: [] });

  it('lies where its station does', () => {
    const planned = planProgramme(programme({ division: '' }), station());
    expect(planned).toMatchObject({ state: State.PLANNED, division: station().division });
  });

  it.each([
    { verb: 'pause', reason: '放假', want: State.PAUSED },
    { verb: 'end', reason: '停办', want: State.ENDED },
    { verb: 'pause', reason: '', want: 'REASON_REQUIRED' },
    { verb: 'end', reason: '', want: 'REASON_REQUIRED' },
  ] as const)('$verb because of "$reason": $want', ({ verb, reason, want }) => {
    expect(outcome(() => restProgramme(programme({ state: State.RUNNING }), verb, reason))).toBe(want);
  });

  it.each([
    { kind: Kind.SENIOR_SCHOOL, figure: 'senior_schools' },
    { kind: Kind.CANTEEN, figure: 'senior_canteens' },
    { kind: Kind.AFTER_SCHOOL, figure: 'after_school_stations' },
    { kind: Kind.CULTURE, figure: undefined },
  ])('$kind counts in $figure while it runs', ({ kind, figure }) => {
    const counting = (state: State) =>
      Object.entries(programmeCounts)
        .filter(([, { counts }]) => counts(programme({ kind, state })))
        .map(([id]) => id);
    expect(counting(State.RUNNING)).toEqual(figure ? [figure] : []);
    expect([State.PLANNED, State.PAUSED, State.ENDED].flatMap(counting)).toEqual([]);
  });
});
