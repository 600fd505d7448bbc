import { join } from 'node:path';
import { buildApps } from './build.ts';

await buildApps(join(import.meta.dirname, '../..'), process.argv.slice(2));
