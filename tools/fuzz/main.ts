import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asked, command, Mistake, oneOf } from '../command/command.ts';
import { ROOT } from '../platform/platform.ts';

const { values, words } = asked({
  usage: 'npm run fuzz -- sheets',
  about: `Sends what nobody should send: \`requests\` to the whole platform, any other word to the library of that name.`,
  words: 1,
  options: {
    runs: { type: 'string', value: 'NUMBER', default: '10000', says: 'inputs of each kind; 10000 otherwise' },
    seed: { type: 'string', value: 'NUMBER', default: '', says: 'a seed that failed before' },
  },
});

/** Libraries that have such tests. */
const libraries = (): string[] =>
  readdirSync(join(ROOT, 'libs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.fuzz.spec.ts'))
    .map((file) => file.split('/')[0] ?? '');

await command(async () => {
  const known = [...new Set(libraries()), 'requests'].sort();
  const [what] = words;
  if (what === undefined) throw new Mistake(`say what: npm run fuzz -- ${known.join('|')}`);
  oneOf('such test:', what, known);
  for (const key of ['runs', 'seed'] as const)
    if (!/^-?\d*$/.test(values[key])) throw new Mistake(`--${key} is a number`);
  const file = what === 'requests' ? 'system-e2e/src/wild-requests' : `libs/${what}/.*fuzz\\.spec`;
  const jest = ['--experimental-vm-modules', join(ROOT, 'node_modules/jest/bin/jest.js')];
  const { status } = spawnSync(process.execPath, [...jest, file, '--testTimeout=3600000'], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, FUZZ_RUNS: values.runs, FUZZ_SEED: values.seed },
  });
  return status === 0;
});
