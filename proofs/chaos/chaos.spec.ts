import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { ROOT } from '../../tools/platform/platform.ts';

const within = 240_000;

/** Servers of its own: what is killed here is not what the other tests stand on. */
const env = { ...process.env, DOORSTEP_MONGO_URI: '', DOORSTEP_REDIS_URL: '', NODE_OPTIONS: '' };

it(
  'loses and doubles nothing in a short run',
  async () => {
    const args = ['--import', './tools/typescript.mjs', 'proofs/chaos/main.ts', '--short'];
    const run = promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
    const { stdout } = await run.catch((error: unknown) => error as { stdout: string });
    expect(stdout.split('\n').filter((line) => line.startsWith('| ')).length).toBeGreaterThan(5);
    expect(stdout).not.toMatch(/failed|✗|Error/);
  },
  within,
);
