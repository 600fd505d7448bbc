/**
 * `npm run fuzz -- requests`: 10,000 requests that nobody should send, to the whole platform. Any other word is a library,
 * whose `*.fuzz.spec.ts` run.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../platform/platform.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Inputs of each kind. */
    runs: { type: 'string', default: '10000' },
    /** A seed that failed before. */
    seed: { type: 'string', default: '' },
  },
});
const [what = ''] = positionals;
if (!/^[a-z]+$/.test(what)) throw new Error('say what: npm run fuzz -- requests');
const file = what === 'requests' ? 'system-e2e/src/wild-requests' : `libs/${what}/.*fuzz\\.spec`;
const jest = ['--experimental-vm-modules', join(ROOT, 'node_modules/jest/bin/jest.js')];
const { status } = spawnSync(process.execPath, [...jest, file, '--testTimeout=3600000'], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, FUZZ_RUNS: values.runs, FUZZ_SEED: values.seed },
});
process.exitCode = status ?? 1;
