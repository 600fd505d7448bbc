import { describe, expect, it } from '@jest/globals';
import { PracticeServiceService, Practice_State as State } from '@doorstep/contracts/stations/v1/practice.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { station } from '../stations/station.example.js';
import { practice } from './practice.example.js';
import { practiceLife, proposePractice, retirePractice } from './practice.js';

describe('practice', () => {
  provesLifecycle(practiceLife, PracticeServiceService, 'Practice', { consequences: [] });

  it('lies where its station lies', () => {
    const want = { state: State.PROPOSED, division: '1409301000010001' };
    expect(proposePractice(practice({ division: '' }), station())).toMatchObject(want);
  });

  it.each([
    { reason: '已有更好做法', want: State.RETIRED },
    { reason: '', want: 'REASON_REQUIRED' },
  ])('is retired because of "$reason": $want', ({ reason, want }) => {
    expect(outcome(() => retirePractice(practice({ state: State.RECOGNISED }), reason))).toBe(want);
  });
});
