import { ofBrowser } from '../browser/browser.ts';
import { installGenerator, languages } from '../clients/clients.ts';
import { ofClamd } from '../clamd/clamd.ts';
import { asked, command, oneOf } from '../command/command.ts';
import { ofNode, ofRegistry } from '../image/bundle.ts';
import { ensureInstalled } from '../servers/apt.ts';
import { reasonOf } from '../servers/shell.ts';
import { ofIntegrators } from './integrators.ts';
import { buildPrograms, programNames, type ProgramName } from './programs.ts';

/** With these chart, bundle and scanner are tested in `npm test`. */
const usual: readonly ProgramName[] = ['helm', 'kubeconform', 'kube-score', 'promtool'];

const { words } = asked({
  usage: 'npm run tools -- [PROGRAM …]',
  about: `Installs or builds programs with which the product is tested: those that are named, otherwise what npm test uses, and
the generators of clients. There are ${programNames.join(', ')}.`,
  words: programNames.length,
});

await command(async () => {
  const named = words.map((word) => oneOf('program', word, programNames) as ProgramName);
  const faults: string[] = [];
  const attempt = (work: Promise<void>): Promise<unknown> =>
    work.catch((error: unknown) => faults.push(reasonOf(error)));
  if (named.length === 0)
    await attempt(ensureInstalled({ ...ofRegistry, ...ofNode, ...ofClamd, ...ofBrowser, ...ofIntegrators }));
  await attempt(buildPrograms(named.length > 0 ? named : usual, (line) => console.log(line)));
  if (named.length === 0)
    for (const language of languages) await attempt(installGenerator(language, (line) => console.log(line)));
  faults.forEach((fault) => console.warn(fault));
  return faults.length === 0;
});
