import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const here = import.meta.dirname;
const benches = (await readdir(here, { recursive: true }))
  .filter((file) => /^[\w-]+\/main\.ts$/.test(file))
  .map((file) => file.split('/')[0] ?? '')
  .sort();

const [name = ''] = process.argv.slice(2);
if (benches.includes(name)) await import(join(here, name, 'main.ts'));
else {
  console.log(`npm run bench -- NAME, where NAME is one of: ${benches.join(', ')}`);
  process.exitCode = 1;
}
