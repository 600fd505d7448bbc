import { describe, expect, it } from '@jest/globals';
import { parentIn, traceOf } from './trace.js';

const id = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';

describe('the trace of a client', () => {
  it('is followed', () => {
    const parent = parentIn({ traceparent: `00-${id}-${span}-00` });
    expect(traceOf(parent)).toEqual({
      id,
      traceparent: expect.stringMatching(new RegExp(`^00-${id}-(?!${span})[0-9a-f]{16}-00$`)),
    });
  });

  it.each([
    '',
    'p13912345678',
    `00-${id.toUpperCase()}-${span}-01`,
    `00-p13912345678-${span}-01`,
    `00-${'0'.repeat(32)}-${span}-01`,
    `00-${id}-${'0'.repeat(16)}-01`,
    `00-${id}-${span}-01-13912345678`,
    `01-${id}-${span}-01`,
    `00-${'0'.repeat(21)}13912345678-${span}-01`,
    `00-13912345678${'0'.repeat(21)}-${span}-01`,
    `00-${id}-0000013912345678-01`,
    `00-${id}-1391234567800000-01`,
    `00-4bf92f35abc13912345678def0e4736a-${span}-01`,
    `00-a110105194912310021${'b'.repeat(13)}-${span}-01`,
    `00-${id}-ab13912345678cde-01`,
    `00-${id}-${span}-01, 00-${id}-${span}-01`,
  ])('is not followed where it is none, or may hold the number of a person: %j', (traceparent) => {
    expect(parentIn({ traceparent })).toBe('');
    const { id: own, traceparent: next } = traceOf('');
    expect(own).toMatch(/^[0-9a-f]{32}$/);
    expect(next).toMatch(new RegExp(`^00-${own}-[0-9a-f]{16}-01$`));
  });
});
