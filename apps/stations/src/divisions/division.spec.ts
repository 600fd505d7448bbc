import { describe, expect, it } from '@jest/globals';
import {
  DivisionServiceService,
  Division_Level as Level,
  Division_State as State,
} from '@doorstep/contracts/stations/v1/division.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { division } from './division.example.js';
import { divisionLife, mergeDivision, recordDivision, renameDivision } from './division.js';

const now = new Date('2026-03-01T02:00:00Z');
const recorded = (code: string, over = {}) => ({ ...recordDivision(division({ code }), division(), now), ...over });

describe('division', () => {
  provesLifecycle(divisionLife, DivisionServiceService, 'Division', { consequences: [] });

  it.each([
    { code: '140930', level: Level.COUNTY, parent: '' },
    { code: '140930100', level: Level.TOWNSHIP, parent: '140930' },
    { code: '140930100001', level: Level.COMMUNITY, parent: '140930100' },
    { code: '1409301000010001', level: Level.COMPOUND, parent: '140930100001' },
  ])('$code is a $level below "$parent", from its day on', ({ code, level, parent }) => {
    const want = {
      name: `divisions/${code}`,
      state: State.IN_FORCE,
      level,
      parent,
      fromDay: '2026-03-01',
      untilDay: '',
    };
    expect(recorded(code)).toMatchObject(want);
  });

  it.each([
    { code: '140930', above: undefined, want: State.IN_FORCE },
    { code: '140930100', above: undefined, want: 'DIVISION_WITHOUT_PARENT' },
    { code: '140930100', above: division({ state: State.MERGED }), want: 'DIVISION_MERGED' },
  ])('$code below $above.state: $want', ({ code, above, want }) => {
    expect(outcome(() => recordDivision(division({ code }), above, now))).toBe(want);
  });

  it('keeps the names that it had', () => {
    const renamed = renameDivision(recorded('140930', { displayName: '河曲县' }), '河曲市', now);
    expect(renamed).toMatchObject({
      displayName: '河曲市',
      formerNames: [{ displayName: '河曲县', untilDay: '2026-03-01' }],
    });
    expect(outcome(() => renameDivision(renamed, '河曲市', now))).toBe('DIVISION_NAMED_SO');
    const many = {
      ...renamed,
      formerNames: Array.from({ length: 100 }, () => ({ displayName: '旧名', untilDay: '' })),
    };
    expect(outcome(() => renameDivision(many, '河曲县', now))).toBe('NAMES_FULL');
  });

  const merged = { state: State.MERGED, mergedInto: '140930102' };
  it.each([
    { what: 'one into another', into: recorded('140930101'), want: State.MERGED },
    {
      what: 'one with others below',
      into: recorded('140930101'),
      below: ['140930100001'],
      want: 'DIVISION_HAS_DIVISIONS_BELOW',
    },
    { what: 'one into itself', into: recorded('140930100'), want: 'DIVISION_MERGED_INTO_ITSELF' },
    { what: 'one into one that was merged', into: recorded('140930101', merged), want: 'DIVISION_MERGED' },
    { what: 'one into another level', into: recorded('140930101001'), want: 'DIVISION_OF_OTHER_LEVEL' },
    { what: 'one twice', of: recorded('140930100', merged), into: recorded('140930101'), want: 'WRONG_STATE' },
  ])('$what: $want', ({ of = recorded('140930100'), into, below = [], want }) => {
    expect(outcome(() => mergeDivision(of, into, below, now))).toBe(want);
  });

  it('says where it went and since when', () => {
    const gone = mergeDivision(recorded('140930100'), recorded('140930101'), [], now);
    expect(gone).toMatchObject({ mergedInto: '140930101', untilDay: '2026-03-01' });
  });
});
