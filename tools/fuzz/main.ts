/** `npm run fuzz -- sheets`: the `*.fuzz.spec.ts` of a library, with as many inputs as are asked for. */
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
const [library = ''] = positionals;
if (!/^[a-z]+$/.test(library)) throw new Error('say which library: npm run fuzz -- sheets');
const jest = ['--experimental-vm-modules', join(ROOT, 'node_modules/jest/bin/jest.js')];
const { status } = spawnSync(process.execPath, [...jest, `libs/${library}/.*fuzz\\.spec`, '--testTimeout=3600000'], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, FUZZ_RUNS: values.runs, FUZZ_SEED: values.seed },
});
process.exitCode = status ?? 1;
