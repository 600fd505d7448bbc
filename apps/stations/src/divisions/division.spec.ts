import { describe, expect, it } from '@jest/globals';
import { Division_Level as Level } from '@doorstep/contracts/stations/v1/division.js';
import { outcome } from '@doorstep/testing';
import { division } from './division.example.js';
import { recordDivision } from './division.js';

describe('division', () => {
  it.each([
    { code: '140930', level: Level.COUNTY, parent: '' },
    { code: '140930100', level: Level.TOWNSHIP, parent: '140930' },
    { code: '140930100001', level: Level.COMMUNITY, parent: '140930100' },
    { code: '1409301000010001', level: Level.COMPOUND, parent: '140930100001' },
  ])('$code is a $level below "$parent"', ({ code, level, parent }) => {
    expect(recordDivision(division({ code }), true)).toMatchObject({ name: `divisions/${code}`, level, parent });
  });

  it.each([
    { code: '140930', want: Level.COUNTY },
    { code: '140930100', want: 'DIVISION_WITHOUT_PARENT' },
  ])('$code without a division above: $want', ({ code, want }) => {
    expect(outcome(() => ({ state: recordDivision(division({ code }), false).level }))).toBe(want);
  });
});
