import { ROOT } from '../platform/platform.ts';
import { start } from './start.ts';

process.exit(await start(process.argv.slice(2), ROOT));
