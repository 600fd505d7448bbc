import { describe, expect, it } from '@jest/globals';
import { registry } from '@doorstep/access';
import { parseStrictly } from './strict.js';
import { violationsOf } from './violations.js';

const place = registry.getMessage('doorstep.places.v1.Location');

describe('a number', () => {
  it.each([
    ['111.1', []],
    ['"111.1"', []],
    ['1.111e2', []],
    ['1e999', ['longitude type.number']],
    ['-1e999', ['longitude type.number']],
    ['"1e999"', ['longitude type.number']],
    ['"东经111"', ['longitude type.number']],
  ])('that is written %s', (text, want) => {
    if (place === undefined) throw new Error('the contract has no places');
    const json = parseStrictly(Buffer.from(`{"longitude":${text},"latitude":39.4}`));
    expect(violationsOf(place, json).map(({ field, rule }) => `${field} ${rule}`)).toEqual(want);
  });
});
