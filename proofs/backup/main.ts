import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asked } from '../../tools/command/command.ts';
import { buildPrograms, findBuilt } from '../../tools/programs/programs.ts';
import { ROOT } from '../../tools/platform/platform.ts';
import { orLeave } from '../../tools/servers/needs.ts';
import { reasonOf } from '../../tools/servers/shell.ts';
import { Report } from '../cluster/report.ts';
import { commandsIn } from './commands.ts';
import { round } from './round.ts';
import { copied, dumped, type Way } from './ways.ts';

asked({
  usage: 'npm run test:backup',
  about: `Does what docs/operators/backup.md says, both ways, with the very commands that stand there. A dump is skipped, with
the reason, where its programs can be neither found nor built.`,
});

const report = new Report();
// A server of somebody else is none to restore over.
delete process.env['DOORSTEP_MONGO_URI'];
delete process.env['DOORSTEP_REDIS_URL'];
await orLeave({ servers: true });
const commands = commandsIn(await readFile(join(ROOT, 'docs/operators/backup.md'), 'utf8'));

for (const way of [await byDump(), copied(commands)]) {
  if (way === undefined) continue;
  console.log(way.title);
  await round(way, report).catch((error: unknown) => {
    report.failed += 1;
    console.log(reasonOf(error));
  });
}
console.log(report.line);
process.exit(report.failed === 0 ? 0 : 1);

async function byDump(): Promise<Way | undefined> {
  try {
    await buildPrograms(['mongodump', 'mongorestore'], (line) => console.log(line));
    return dumped(commands, (await findBuilt('mongodump')) ?? '');
  } catch (error) {
    report.skip('a dump', `no mongodump and mongorestore on the PATH, and none could be built: ${reasonOf(error)}`);
    return undefined;
  }
}
