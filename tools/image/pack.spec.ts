import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { ConnectionString } from 'mongodb-connection-string-url';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startIssuer } from '@doorstep/testing/issuer';
import { environmentOf, readApps } from '../platform/apps.ts';
import { startChild } from '../platform/child.ts';
import { ownerOf } from '../platform/owners.ts';
import supertest from 'supertest';
import { drop } from '../jest/system/platform.ts';
import { freePorts } from '../servers/ports.ts';
import { bundle, pack, packages } from './pack.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

// The app that has the most to leave until it is wanted: it keeps files.
const app = ownerOf('evidence');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-pack-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('an app as the image holds it', () => {
  const texts = new Map<string, string>();
  beforeAll(async () => {
    const out = join(folder, app);
    await bundle(root, app, out);
    for (const file of await readdir(out)) texts.set(file, await readFile(join(out, file), 'utf8'));
  });

  /** What Node reads before the first line runs. */
  const atOnce = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const [, part = ''] of texts.get(file)?.matchAll(/(?:from|^import|;import)"\.\/(part-\w+\.js)"/gm) ?? [])
      atOnce(part, seen);
    return seen;
  };

  it('is ASCII, so that V8 keeps a byte a letter', () => {
    const beyond = [...texts].flatMap(([file, text]) => /[^\0-\x7f].{0,20}/.exec(text)?.[0].concat(' in ', file) ?? []);
    expect(beyond).toEqual([]);
  });

  it.each(['DeleteObjectCommand', 'OTLPTraceExporter'])('reads %s when it is wanted, and not before', (late) => {
    const holding = [...texts].filter(([, text]) => text.includes(late));
    expect(holding).not.toEqual([]);
    expect(holding.filter(([file]) => atOnce('main.js').has(file)).map(([file]) => file)).toEqual([]);
  });
});

it("reads the database's addresses by the URL of Node as by the package", async () => {
  const entry = { contents: `export { ConnectionString } from 'mongodb-connection-string-url';`, resolveDir: root };
  const outfile = join(folder, 'address.mjs');
  await build({ bundle: true, format: 'esm', platform: 'node', plugins: [packages(root)], stdin: entry, outfile });
  const { ConnectionString: Ours } = (await import(outfile)) as { ConnectionString: typeof ConnectionString };
  const read = (reader: typeof ConnectionString, address: string) => {
    try {
      const url = new reader(address);
      const { hosts, username, password, pathname, isSRV } = url;
      return { hosts, username, password, pathname, isSRV, search: [...url.searchParams], text: url.toString() };
    } catch (error) {
      return String(error);
    }
  };
  const addresses = [
    'mongodb://127.0.0.1:27017/?replicaSet=rs0',
    'mongodb://a:1,b:2,c:3/doorstep?replicaSet=rs0&tls=true&tlsCAFile=%2Fetc%2Fca.pem',
    'mongodb://us%40er:p%3Aw%2F@db-0.db.svc.cluster.local:27017,[::1]:27018/?authSource=admin',
    'mongodb+srv://user:secret@cluster.example.org/?retryWrites=true',
    'mongodb://%2Ftmp%2Fmongodb-27017.sock',
    'mongodb://',
    'mongodb://a:1/?x=%',
    'http://a:1',
  ];
  expect(addresses.map((one) => read(Ours, one))).toEqual(addresses.map((one) => read(ConnectionString, one)));
});

it('starts with what it carries, and ends when it is told to', async () => {
  const out = join(folder, 'packed');
  await pack(root, [app], out);
  await symlink(join(out, 'shared/node_modules'), join(out, 'node_modules'));
  const issuer = await startIssuer();
  const database = `test_${randomUUID().slice(0, 8)}`;
  const [port = 0] = await freePorts(1);
  const known = (await readApps(root)).find(({ name }) => name === app);
  if (known === undefined) throw new Error(`there is no app ${app}`);
  const child = await startChild({
    name: app,
    file: join(out, 'apps', app, 'main.js'),
    logFile: join(folder, 'packed.log'),
    env: {
      ...environmentOf(
        known,
        () => 'secret',
        () => '127.0.0.1:1',
      ),
      DOORSTEP_ISSUER: issuer.url,
      DOORSTEP_MONGO_DB: database,
      DOORSTEP_LOG_LEVEL: 'info',
      DOORSTEP_OPERATIONS_BIND: `127.0.0.1:${port}`,
      DOORSTEP_METRICS: 'on',
    },
  });
  const operations = supertest(`http://127.0.0.1:${port}`);
  for (const path of ['/livez', '/readyz', '/metrics']) await operations.get(path).expect(200);
  await child.stop();
  await issuer.close();
  await drop(process.env['DOORSTEP_MONGO_URI'] ?? '', [database]);
  const lines = (await readFile(join(folder, 'packed.log'), 'utf8')).trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(
    expect.arrayContaining(['ready', 'ending']),
  );
}, 60_000);
