import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asked, command } from '../command/command.ts';
import { ROOT } from '../platform/platform.ts';
import { helm, outline, profiles, reviewedPath } from './rendered.ts';
import { written } from './written.ts';

asked({
  usage: 'npm run chart',
  about: 'Writes what the chart, its dashboards, alerts and pages have of the contract and of each app.',
});

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(ROOT, path)), { recursive: true });
  await writeFile(join(ROOT, path), text);
}

await command(async () => {
  for (const [path, text] of Object.entries(await written(ROOT))) await write(path, text);

  // What the chart renders to stands in the repository, so that a change of it is reviewed.
  if (helm.missing !== undefined) console.warn(`tools/chart/reviewed stays as it is: ${helm.missing}`);
  else
    for (const name of Object.keys(profiles) as (keyof typeof profiles)[])
      await write(reviewedPath(name), outline(name));
});
