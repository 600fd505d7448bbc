import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asked, refuse } from '../../tools/command/command.ts';
import { startPlatform, type Platform } from '../../tools/platform/platform.ts';
import { tokenFor } from '../../tools/identity/token.ts';
import { orLeave } from '../../tools/servers/needs.ts';
import { reasonOf } from '../../tools/servers/shell.ts';
import { Report } from '../cluster/report.ts';
import { Api } from '../replay/client/api.ts';
import { enterCatalogue } from '../replay/opening.ts';
import { installGenerator, languages, tellThrough } from '../../tools/clients/clients.ts';
import type { Stage } from '../../tools/clients/kinds.ts';

const division = '140930100001';
const county = division.slice(0, 6);
const report = new Report();
const { words: named } = asked({
  usage: 'npm run test:clients -- [LANGUAGE …]',
  about: `Makes clients from docs/openapi/doorstep.json by stock generators with their default options, compiles them and tells
one story through each, on a platform of its own. Installs what that needs, in pinned versions; a language that is not
to be had here is skipped, with the reason. There is ${languages.join(', ')}.`,
  words: languages.length,
});
for (const name of named)
  if (!languages.some((language) => language === name))
    refuse(`there is no story in ${name}; there is ${languages.join(', ')}`, 'npm run test:clients');

const skipped: string[] = [];
const wanted = languages.filter((language) => named.length === 0 || named.includes(language));
for (const language of wanted)
  await installGenerator(language, (line) => console.log(line)).catch((error: unknown) => {
    skipped.push(language);
    console.log(`  – ${language} (skipped: ${reasonOf(error).replaceAll(/\s*\n\s*/g, ', ')})`);
  });

/** A county with a catalogue, and somebody who files needs in it. */
async function stageOf({ gateway = '', issuer }: Platform): Promise<Stage> {
  const api = new Api({ gateway, issuer });
  for (const length of [6, 9, 12]) {
    const code = division.slice(0, length);
    await api.post('county', '/v1/divisions', { code, displayName: '样例区划', generated: true }, `division ${code}`);
  }
  await enterCatalogue((step, path, body) => api.post('county', path, body, step), county);
  return { GATEWAY: gateway, TOKEN: await tokenFor(issuer, 'grid.binhe.1'), DIVISION: division };
}

const dataDir = await mkdtemp(join(tmpdir(), 'doorstep-clients-'));
let platform: Platform | undefined;
try {
  await orLeave({ servers: true });
  platform = await startPlatform({ dataDir, ports: 'ephemeral', throwaway: true });
  const stage = await stageOf(platform);
  for (const language of wanted.filter((one) => !skipped.includes(one)))
    await report.step(`a client in ${language}`, () => tellThrough(language, stage));
} catch (error) {
  report.failed += 1;
  console.log(reasonOf(error));
} finally {
  await platform?.stop();
  await rm(dataDir, { recursive: true, force: true });
}
console.log(`${report.line}, ${String(skipped.length)} skipped`);
process.exit(report.failed === 0 ? 0 : 1);
