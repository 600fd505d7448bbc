import { ofBrowser } from '../browser/browser.ts';
import { installGenerator, languages } from '../clients/clients.ts';
import { ofClamd } from '../clamd/clamd.ts';
import { ofNode, ofRegistry } from '../image/bundle.ts';
import { ensureInstalled } from '../servers/apt.ts';
import { reasonOf } from '../servers/shell.ts';
import { ofIntegrators } from './integrators.ts';
import { buildPrograms, type ProgramName } from './programs.ts';

/** Programs with which chart, bundle and scanner are tested in `npm test`; without arguments these and the generators of clients, else those that are named. */
const usual: readonly ProgramName[] = ['helm', 'kubeconform', 'kube-score', 'promtool'];
const named = process.argv.slice(2) as ProgramName[];
const faults: string[] = [];
const attempt = (work: Promise<void>): Promise<unknown> => work.catch((error: unknown) => faults.push(reasonOf(error)));
if (named.length === 0)
  await attempt(ensureInstalled({ ...ofRegistry, ...ofNode, ...ofClamd, ...ofBrowser, ...ofIntegrators }));
await attempt(buildPrograms(named.length > 0 ? named : usual, (line) => console.log(line)));
if (named.length === 0)
  for (const language of languages) await attempt(installGenerator(language, (line) => console.log(line)));
faults.forEach((fault) => console.warn(fault));
process.exitCode = faults.length === 0 ? 0 : 1;
