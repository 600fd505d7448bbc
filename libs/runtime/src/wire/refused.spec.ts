import { describe, expect, it } from '@jest/globals';
import { DomainError, lifecycle } from '@doorstep/domain';
import { callable } from './refused.js';

const life = lifecycle('LENT', {
  LENT: { return: 'AVAILABLE', hold: 'RESERVED', pass: 'AVAILABLE' },
  AVAILABLE: {},
  RESERVED: {},
});
const refused = (name: string): unknown => {
  try {
    return life.move({ name, state: 'LENT' }, 'borrow' as 'return');
  } catch (error) {
    return callable(error);
  }
};

describe('a step that a state does not admit', () => {
  it.each([
    ['tools/t1', 'return pass'],
    ['sessions/s1', 'hold'],
    ['nothing/n1', ''],
  ])('of %s: of those that it admits, names those that there are to call: "%s"', (name, admitted) => {
    expect(refused(name)).toMatchObject({
      reason: 'WRONG_STATE',
      facts: { name, state: 'LENT', verb: 'borrow', admitted },
    });
  });

  it('leaves every other refusal as it is', () => {
    const other = new DomainError('FAILED_PRECONDITION', 'OTHER', { zh: '不行', en: 'no' }, { admitted: 'pass' });
    expect(callable(other)).toBe(other);
  });
});
