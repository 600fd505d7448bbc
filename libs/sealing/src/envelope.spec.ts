import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { isSealed, open, seal, subjectOf } from './envelope.js';
import { keyring } from './sealing.example.js';

const place = 'needs/1f2e';
const fields = {
  contactName: '张桂兰',
  contactPhone: '+8613999990001',
  born: new Date('1950-03-01T00:00:00Z'),
  pickups: [{ displayName: '李四', phone: '139' }],
};

describe.each(['aes', 'sm'] as const)('an envelope by suite %s', (name) => {
  const ring = keyring(name);
  const { key } = ring.mint(place);
  const sealed = seal(ring.suite, key.fields, '', place, fields);

  it('opens to what was put in, and shows nothing of it', () => {
    expect(isSealed(sealed)).toBe(true);
    expect(open(key.fields, place, sealed)).toEqual(fields);
    for (const text of ['张桂兰', '13999990001', '李四']) expect(Buffer.from(sealed.buffer).includes(text)).toBe(false);
  });

  it('is another each time, of one length for values of about one length', () => {
    const lengths = ['王某', '欧阳某某'].map((contactName) =>
      seal(ring.suite, key.fields, '', place, { contactName }).length(),
    );
    expect(new Set(lengths).size).toBe(1);
    expect(seal(ring.suite, key.fields, '', place, fields)).not.toEqual(sealed);
  });

  it('names whose key opens it', () => {
    expect(subjectOf(sealed)).toBe('');
    expect(subjectOf(seal(ring.suite, key.fields, 'zhang-1f', place, fields))).toBe('zhang-1f');
  });

  it.each<[string, () => unknown]>([
    ['another place', () => open(key.fields, 'needs/other', sealed)],
    ['another key', () => open(ring.mint(place).key.fields, place, sealed)],
    ['the key of another purpose', () => open(key.journal, place, sealed)],
    ...[0, 1, 2, 3, 20, sealed.length() - 1].map((at): [string, () => unknown] => [
      `byte ${String(at)} changed`,
      () => {
        const bytes = Buffer.from(sealed.buffer);
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        return open(key.fields, place, new mongo.Binary(bytes, sealed.sub_type));
      },
    ]),
    ['its end cut off', () => open(key.fields, place, new mongo.Binary(sealed.buffer.subarray(0, 40), 128))],
  ])('does not open with %s, and names no value', (_, attempt) => {
    expect(attempt).toThrow();
    expect(attempt).not.toThrow(/139|张/u);
  });
});
