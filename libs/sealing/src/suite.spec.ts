import { describe, expect, it } from '@jest/globals';
import { suiteNamed, suiteOf } from './suite.js';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

describe('a suite', () => {
  it.each(['aes', 'sm'] as const)('%s does what the vectors of its standards say', (name) => {
    expect(suiteNamed(name).name).toBe(name);
    expect(suiteOf(suiteNamed(name).id)).toBe(suiteNamed(name));
  });

  it('makes macs as RFC 4231 (case 2) and GB/T 32905 say', () => {
    const [aes, sm] = [suiteNamed('aes'), suiteNamed('sm')];
    expect(aes.mac(Buffer.from('Jefe'), 'what do ya want ', 'for nothing?').toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
    expect(sm.mac(hex('00'), 'abc')).toHaveLength(32);
    expect(sm.mac(hex('00'), 'abc')).not.toEqual(aes.mac(hex('00'), 'abc'));
  });

  it('derives as RFC 5869 (case 3: no salt, no purpose) says', () => {
    const derived = suiteNamed('aes').derive(Buffer.alloc(22, 0x0b), '', 42);
    expect(derived.toString('hex')).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    );
  });

  it('refuses an id that it does not know', () => {
    expect(() => suiteOf(9)).toThrow('sealed by suite 9, which this release does not know');
  });
});
