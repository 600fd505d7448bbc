import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asked, Mistake, oneOf, refuse } from '../../tools/command/command.ts';

const here = import.meta.dirname;
const benches = (await readdir(here, { recursive: true }))
  .filter((file) => /^[\w-]+\/main\.ts$/.test(file))
  .map((file) => file.split('/')[0] ?? '')
  .sort();

const usage = 'npm run bench -- NAME';
const { words } = asked({ usage, about: `Measures, for a quiet machine: ${benches.join(', ')}.`, words: 1 });
await import(join(here, benchNamed(words[0]), 'main.ts'));

function benchNamed(name: string | undefined): string {
  try {
    if (name === undefined) throw new Mistake(`say which: ${benches.join(', ')}`);
    return oneOf('bench', name, benches);
  } catch (error) {
    return refuse(error, usage);
  }
}
