<<<<<<< HEAD
/** `npm run fuzz -- sheets`: the `*.fuzz.spec.ts` of a library, with as many inputs as are asked for. */
=======
/**
 * `npm run fuzz -- requests`: 10,000 requests that nobody should send, to the whole platform. Any other word is a library,
 * whose `*.fuzz.spec.ts` run.
 */
>>>>>>> 4387ade (test(system): requests that nobody should send, 500 in npm test and 10,000 by npm run fuzz -- requests)
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
<<<<<<< HEAD
const [library = ''] = positionals;
if (!/^[a-z]+$/.test(library)) throw new Error('say which library: npm run fuzz -- sheets');
const jest = ['--experimental-vm-modules', join(ROOT, 'node_modules/jest/bin/jest.js')];
const { status } = spawnSync(process.execPath, [...jest, `libs/${library}/.*fuzz\\.spec`, '--testTimeout=3600000'], {
=======
const [what = ''] = positionals;
if (!/^[a-z]+$/.test(what)) throw new Error('say what: npm run fuzz -- requests');
const file = what === 'requests' ? 'system-e2e/src/wild-requests' : `libs/${what}/.*fuzz\\.spec`;
const jest = ['--experimental-vm-modules', join(ROOT, 'node_modules/jest/bin/jest.js')];
const { status } = spawnSync(process.execPath, [...jest, file, '--testTimeout=3600000'], {
>>>>>>> 4387ade (test(system): requests that nobody should send, 500 in npm test and 10,000 by npm run fuzz -- requests)
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, FUZZ_RUNS: values.runs, FUZZ_SEED: values.seed },
});
process.exitCode = status ?? 1;
