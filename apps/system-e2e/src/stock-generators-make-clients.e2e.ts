import { beforeAll, describe, expect } from '@jest/globals';
import { languages, missingFor, tellThrough } from '../../../tools/clients/clients.js';
import { needing } from '../../../tools/jest/needing.js';
import { binhe, places } from './county.js';
import { platform, tokenOf } from './platform.js';

const minuteMs = 60_000;
const missing = await Promise.all(languages.map(async (language) => [language, await missingFor(language)] as const));

/** Departments make their clients with what their language has; the document is what makes them fit. */
describe('a client by a stock generator with its default options', () => {
  beforeAll(() => places(binhe));

  for (const [language, reason] of missing)
    needing(reason).it(
      `in ${language} files a need, shows it by a picture, finds it and sees the picture again`,
      async () => {
        const stage = { GATEWAY: platform.gateway, TOKEN: await tokenOf('grid.binhe.1'), DIVISION: binhe };
        expect(await tellThrough(language, stage)).toMatch(/^told of needs\/\S+ and evidence\/\S+$/);
      },
      3 * minuteMs,
    );
});
