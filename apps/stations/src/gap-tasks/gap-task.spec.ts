import { describe, expect, it } from '@jest/globals';
import { GapTaskServiceService, GapTask_State as State } from '@doorstep/contracts/stations/v1/gap_task.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { inspection } from '../inspections/inspection.example.js';
import { station } from '../stations/station.example.js';
import { gapTask } from './gap-task.example.js';
import { gapTaskLife, openGapTask, settleGapTask, waiveGapTask } from './gap-task.js';
import { gapTaskName } from './gap-task.store.js';

describe('gap task', () => {
  provesLifecycle(gapTaskLife, GapTaskServiceService, 'GapTask', { consequences: ['settle'] });

  it('is opened where the station lies', () => {
    const want = {
      state: State.OPEN,
      division: '1409301000010001',
      station: 'stations/binhe',
      template: 'templates/t2',
    };
    expect(openGapTask(station(), 'templates/t2')).toMatchObject(want);
  });

  it('is settled by an inspection', () => {
    expect(settleGapTask(gapTask(), inspection())).toMatchObject({ state: State.DONE, inspection: 'inspections/i1' });
  });

  it.each([
    { reason: '即将迁址', want: State.WAIVED },
    { reason: '', want: 'REASON_REQUIRED' },
  ])('is waived because of "$reason": $want', ({ reason, want }) => {
    expect(outcome(() => waiveGapTask(gapTask(), reason))).toBe(want);
  });

  it('has one name a station and template', () => {
    const name = gapTaskName('stations/s1', 'templates/t1');
    expect(gapTaskName('stations/s1', 'templates/t1')).toBe(name);
    expect(gapTaskName('stations/s1', 'templates/t2')).not.toBe(name);
  });
});
