import { describe, expect, it } from '@jest/globals';
import { revocationOf } from './revocation.js';

const [now, until] = [new Date('2025-03-04T02:00:00Z'), new Date('2025-03-04T03:16:00Z')];

describe('a revocation', () => {
  it.each([
    [{ token: 't', subject: '' }, undefined],
    [{ token: '', subject: 's' }, now],
  ])('of %j', (named, issuedUntil) => {
    expect(revocationOf(named, now, until)).toEqual({ ...named, issuedUntil, until });
  });

  it.each([
    { token: '', subject: '' },
    { token: 't', subject: 's' },
  ])('of %j is unclear', (named) => {
    expect(() => revocationOf(named, now, until)).toThrow('REVOCATION_UNCLEAR');
  });
});
