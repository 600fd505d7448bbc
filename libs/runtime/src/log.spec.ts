import { beforeEach, describe, expect, it } from '@jest/globals';
import { failure } from '@doorstep/domain';
import { Log } from './log.js';

const lines: string[] = [];
const log = new Log('test', 'info', { write: (line) => void lines.push(line) });
const away = failure('UNAVAILABLE', 'AWAY', '不可用', 'it is away', { zh: '改', en: 'mend it' });
const refused = failure('FAILED_PRECONDITION', 'REFUSED', '不行', 'it must not be', { zh: '改', en: 'mend it' });

describe('work that is tried again', () => {
  beforeEach(() => void lines.splice(0));
  const told = (): unknown => JSON.parse(lines.join());

  it('warns in a line where something is away, and says what', () => {
    log.retried('background', away({ peer: 'stations' }));
    expect(told()).toMatchObject({ level: 40, msg: 'background', peer: 'stations', message: 'AWAY: it is away' });
    expect(told()).not.toHaveProperty('frames');
  });

  it.each([refused(), new TypeError('a defect')])('says where any other error comes from: %s', (error) => {
    log.retried('background', error);
    expect(told()).toMatchObject({ level: 50, error: error.name, frames: expect.stringContaining(' at ') });
  });
});
