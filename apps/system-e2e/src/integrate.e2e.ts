import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openKeys } from '../../../tools/identity/keys.js';
import { lacking } from '../../../tools/jest/lacking.js';
import { needing } from '../../../tools/jest/needing.js';
import { ofIntegrators } from '../../../tools/programs/integrators.js';
import { binhe, places } from './county.js';
import { platform } from './platform.js';

const page = await readFile(new URL('../../../docs/integrate.md', import.meta.url), 'utf8');
/** The commands, by the heading under which they stand. */
const blocks = page.split(/^## /m).flatMap((section) => {
  const [title = ''] = section.split('\n');
  return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = '']) => ({ title, text }));
});
const withTools = needing(await lacking(ofIntegrators));

/** docs/integrate.md: what a department's programmer copies, in one shell, one block after the other. */
withTools.describe('docs/integrate.md', () => {
  let folder: string;
  let said = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doorstep-integrate-'));
    await places(binhe);
    const { secretOf } = await openKeys(join(platform.dataDir, 'identity'));
    const env = { DOORSTEP: platform.gateway, ISSUER: platform.issuer, CLIENT_SECRET: secretOf('housing') };
    // `!` and `||` of the page are its own; anything else that fails ends it, and says in which block.
    const script = blocks.map(({ title, text }, at) => `echo "== ${String(at)} ${title}"\n${text}`).join('\n');
    const options = { cwd: folder, env: { ...process.env, ...env }, timeout: 60_000 };
    const ran = promisify(execFile)('bash', ['-e', '-c', script], options);
    said = await ran.then(
      ({ stdout }) => `${stdout}== done`,
      (error: unknown) => String(error) + JSON.stringify(error),
    );
  }, 90_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('sends a key with every write, as it says itself', () => {
    const calls = blocks.flatMap(({ text }) => text.replaceAll('\\\n', ' ').split(/^\s*(?=api )/m));
    const writes = calls.filter((call) => /--json|-X|--data-binary|-T /.test(call.split('| jq')[0] ?? ''));
    expect(writes.length).toBeGreaterThan(3);
    expect(writes.filter((call) => !call.includes('-H "Idempotency-Key: $'))).toEqual([]);
  });

  it('names reasons that there are', async () => {
    const document = await readFile(new URL('../../../docs/openapi/doorstep.json', import.meta.url), 'utf8');
    const { 'x-doorstep-refusals': known } = JSON.parse(document) as { readonly 'x-doorstep-refusals': object };
    const named = [...page.matchAll(/`(?:\d{3} )?([A-Z]+_[A-Z_]+)`/g)].map(([, reason = '']) => reason);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((reason) => !(reason in known))).toEqual([]);
  });

  it('runs from its first command to its last', () => {
    expect(blocks.length).toBeGreaterThan(9);
    expect(said).toMatch(/== done$/);
  });
});
