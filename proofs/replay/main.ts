/** `npm run replay`: tells the year of the county's report, and compares the figures with it. `-- --help` tells more. */
import { Mistake } from '../../tools/command/command.ts';
import { replay } from './replay.ts';

const code = await replay(process.argv.slice(2), process.stdout).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return error instanceof Mistake ? Mistake.code : 1;
});
// Nobody waits for what is under way where something is missing.
process.exit(code);
