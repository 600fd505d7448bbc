import { expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastWords } from './logs.ts';

it.each([
  [
    'a crash of Node',
    "file.js:1\nthrow new Error('x');\n^\n\nError: no such key\n    at file.js:1\n\nNode.js v26.10.0\n",
    'Error: no such key',
  ],
  [
    'a log of pino',
    '{"level":30,"msg":"starts"}\n{"level":60,"err":{"message":"no MONGO_URI"},"msg":"boot failed"}\n',
    'boot failed: no MONGO_URI',
  ],
  [
    'a log of mongod',
    '{"msg":"Error setting up listener","attr":{"error":"Address already in use"}}\n{"msg":"Now exiting"}\n',
    'Error setting up listener: Address already in use',
  ],
  ['an orderly end', 'starts\nends\n', 'ends'],
  ['silence', '', 'it said nothing'],
])('the last words of %s', async (_name, log, words) => {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-logs-'));
  await writeFile(join(folder, 'log'), log);
  expect(lastWords(join(folder, 'log'))).toBe(words);
  await rm(folder, { recursive: true });
});
