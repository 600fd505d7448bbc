import { randomUUID } from 'node:crypto';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const run = promisify(execFile);
const tokens = (...args: string[]): Promise<string> =>
  run('npm', ['run', '--silent', 'tokens', '--', ...args]).then(
    ({ stdout }) => stdout,
    (error: unknown) => String((error as { stderr?: string }).stderr),
  );

describe('the command of operators', () => {
  it('revokes a token and says what is revoked', async () => {
    const jti = randomUUID();
    const redis = ['--redis', process.env['DOORSTEP_REDIS_URL'] ?? ''];
    expect(await tokens('revoke', '--token', jti, ...redis)).toContain(`token ${jti}, until `);
    expect(await tokens('list', ...redis)).toContain(jti);
  });

  it('says where Redis does not answer, and what says where it is', async () => {
    expect(await tokens('list', '--redis', 'redis://user:secret@127.0.0.1:1')).toBe(
      'Redis does not answer at 127.0.0.1:1: DOORSTEP_REDIS_URL or --redis says where it is\n',
    );
  });

  it.each([
    [['revoke'], 'name a token'],
    [['revoke', '--token', 'a', '--subject', 'b'], 'name a token'],
    [['revoke', '--subject', 'a b'], 'no id of a token'],
    [['forget'], 'say revoke or list'],
  ])('refuses %j', async (args, want) => {
    expect(await tokens(...args, '--redis', process.env['DOORSTEP_REDIS_URL'] ?? '')).toContain(want);
  });
});
