import { describe, expect, it } from '@jest/globals';
import { parentsPage } from './pages/parents.ts';
import { assertAnswered } from './ties.ts';

const arrows = { OPEN: { rest: 'RESTING', end: 'ENDED' }, RESTING: { end: 'ENDED' }, ENDED: {} };
const parents = { arrows, methods: {} };
const refusal = (): Error => new Error('refused');
const keep = { keep: 'on purpose' };
const goes = { cascade: ['STATE_LIVE'], by: <T>(record: T): T => record };
const begins = { while: ['OPEN'], else: refusal as never };
const children = (tie: object) => ({
  children: { parents: { parent: { of: 'parents', ...tie } as never }, methods: {} },
});

describe('what ends with what', () => {
  it.each([
    { what: 'says it for each', tie: { begins, on: { RESTING: keep, ENDED: goes } }, want: 'answered' },
    { what: 'forgets a rest', tie: { begins, on: { ENDED: goes } }, want: 'come to RESTING' },
    { what: 'forgets an end', tie: { begins, on: { RESTING: keep } }, want: 'come to ENDED' },
    { what: 'begins under any and says the end', tie: { on: { ENDED: goes } }, want: 'answered' },
    { what: 'begins under any and says nothing', tie: { on: {} }, want: 'come to ENDED' },
    { what: 'stays for good', tie: keep, want: 'answered' },
  ])('of a noun that $what: $want', ({ tie, want }) => {
    const nouns = { parents, ...children(tie) } as never;
    const asked = (): string => {
      assertAnswered(nouns);
      return 'answered';
    };
    if (want === 'answered') expect(asked()).toBe(want);
    else expect(asked).toThrow(want);
  });

  it('asks for what becomes of the rest when a record is removed, where one can be', () => {
    const nouns = { parents: { ...parents, methods: { delete: {} } }, ...children({ on: { ENDED: goes } }) } as never;
    expect(() => assertAnswered(nouns)).toThrow('its removal');
  });

  it('is a table', () => {
    const tie = { begins, on: { RESTING: keep, ENDED: goes }, removed: { restrict: ['STATE_LIVE'], refusal } };
    const page = parentsPage({ nouns: { parents, ...children(tie) } as never });
    expect(page.split('\n').slice(-5)).toEqual([
      '| --- | --- | --- | --- | --- |',
      '| children.parent | parents | OPEN | RESTING | stays: on purpose |',
      '|  |  |  | ENDED | LIVE go along |',
      '|  |  |  | removed | LIVE hold it back |',
      '',
    ]);
  });
});
