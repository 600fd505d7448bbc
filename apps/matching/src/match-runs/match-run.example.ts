import { fileURLToPath } from 'node:url';
import type { Thread } from './match-run.matcher.js';

const hooks = new URL('../../../../tools/typescript.mjs', import.meta.url);

/** The thread's program as it lies in the source: tests run it without a build. */
export const threadFromSource: Thread = {
  url: new URL('./match-run.thread.ts', import.meta.url),
  options: { execArgv: ['--import', fileURLToPath(hooks)] },
};
