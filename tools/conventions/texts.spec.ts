import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { root, trackedFiles } from './run.ts';

/** Where a text may not lead: out of the checkout, to one machine, to one registry. Joined, so that this file passes. */
const nowhere = [
  ['a place outside the checkout', new RegExp(['\\.\\./', 'shared\\b'].join(''))],
  ['a folder of one machine', new RegExp(['(?<![\\w.-])/(home|root|Users|work)', '/[\\w.-]'].join(''))],
  [
    'a registry by its host',
    new RegExp(['(registry\\.npm', 'js|py', 'pi|registry\\.yarn', 'pkg|proxy\\.gol', 'ang)\\.(org|com)'].join('')),
  ],
] as const;

// What npm writes, and bytes that are no text.
const apart = /(^|\/)package-lock\.json$|\.(binpb|png|ico|woff2?)$/;

it.each(nowhere)('names nowhere %s', (_, pattern) => {
  const found = trackedFiles()
    .filter((file) => !apart.test(file))
    .flatMap((file) => {
      const lines = readFileSync(join(root, file), 'utf8').split('\n');
      return lines.flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}`] : []));
    });
  expect(found).toEqual([]);
});
