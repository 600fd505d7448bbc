import { onPath } from '../servers/shell.ts';
import { buildPrograms, type ProgramName } from './kubernetes/programs.ts';

/** Programs with which the chart is tested in `npm test`; without arguments these, else those that are named. */
const usual: readonly ProgramName[] = ['helm', 'kubeconform', 'kube-score', 'promtool'];

const named = process.argv.slice(2) as ProgramName[];
if ((await onPath('go')) === undefined)
  console.warn('skipped: there is no Go, so no helm, kubeconform, kube-score and promtool');
else await buildPrograms(named.length > 0 ? named : usual, (line) => console.log(line));
