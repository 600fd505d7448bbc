import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../platform/platform.ts';
import { written } from './written.ts';

for (const [path, text] of Object.entries(await written(ROOT))) await writeFile(join(ROOT, path), text);
