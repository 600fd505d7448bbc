import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../platform/platform.ts';
import { statutoryFile } from './statutory.ts';

writeFileSync(join(ROOT, 'data/calendar/statutory.json'), statutoryFile());
