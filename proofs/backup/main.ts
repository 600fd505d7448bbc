import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { Report } from '../cluster/report.ts';
import { buildPrograms, findBuilt } from '../../tools/programs/programs.ts';
import { readApps } from '../../tools/platform/apps.ts';
import { ROOT, startPlatform, type Platform } from '../../tools/platform/platform.ts';
import { startMongo } from '../../tools/servers/mongo.ts';
import { orLeave } from '../../tools/servers/needs.ts';
import { ownerOf } from '../../tools/platform/owners.ts';
import { ephemeralPorts } from '../../tools/platform/port-plan.ts';
import { reasonOf, run } from '../../tools/servers/shell.ts';
import { commandsIn } from './commands.ts';
import { figuresOf, figuresSettle, tellSome } from './telling.ts';

/**
 * `npm run test:backup`: does what docs/operators/backup.md says, with the very commands that stand there: a platform with
 * data is dumped, goes on, is stopped, restored and started, and shows what it showed at the dump.
 */
const MINUTE_MS = 60_000;
const services = (await readApps(ROOT)).filter(({ kind }) => kind === 'service').map(({ name }) => name);
const report = new Report();
// A server of somebody else is none to restore over.
delete process.env['DOORSTEP_MONGO_URI'];
delete process.env['DOORSTEP_REDIS_URL'];
await orLeave({ servers: true, go: (await findBuilt('mongodump')) === undefined });
await buildPrograms(['mongodump', 'mongorestore'], (line) => console.log(line)).catch((error: unknown) => {
  console.log(reasonOf(error));
  process.exit(1);
});
const program = (await findBuilt('mongodump')) ?? '';
const folder = await mkdtemp(join(tmpdir(), 'doorstep-backup-'));
const dataDir = join(folder, 'data');
const keep = join(folder, 'kept');
const [anchors, privateKey, publicKey] = ['anchors.jsonl', 'private.pem', 'public.pem'].map((name) =>
  join(keep, name),
) as [string, string, string];
const { dump, restore } = commandsIn(await readFile(join(ROOT, 'docs/operators/backup.md'), 'utf8'));
/** A line of the document, as an operator types it. */
const typed = (line: string, uri: string): Promise<string> =>
  run('sh', ['-c', `cd ${keep} && ${line}`], {
    timeoutMs: 5 * MINUTE_MS,
    env: { MONGO_URI: uri, PATH: `${dirname(program)}${delimiter}${process.env['PATH'] ?? ''}` },
  });
const journal = async (verb: 'anchor' | 'verify', uri: string, ...more: string[]): Promise<string> => {
  const said = services.map((service) =>
    run(
      process.execPath,
      [
        ...['--import', './tools/typescript.mjs', 'tools/journal/main.ts', verb, '--service', service],
        '--uri',
        uri,
        ...more,
      ],
      { timeoutMs: MINUTE_MS },
    ),
  );
  return (await Promise.all(said)).map((line) => line.trim()).join('; ');
};
const start = (): Promise<Platform> => startPlatform({ dataDir, ports: 'ephemeral' });

let platform: Platform | undefined;
try {
  await mkdir(keep, { recursive: true });
  const pair = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  await Promise.all([writeFile(privateKey, pair.privateKey), writeFile(publicKey, pair.publicKey)]);
  const at = (platform = await start());
  const doors = { gateway: at.gateway ?? '', issuer: at.issuer };
  await tellSome(doors, 'before');
  const then = await figuresSettle(doors, 20);
  await report.step('heads are signed', () =>
    journal('anchor', at.mongoUri, '--anchors', anchors, '--key', privateKey),
  );
  await report.step(`dump: ${dump}`, async () => (await typed(dump, at.mongoUri), undefined));
  await tellSome(doors, 'after');
  await figuresSettle(doors, 40);
  await platform.stop();
  platform = undefined;

  const port = (await ephemeralPorts(['mongod'])).get('mongod') ?? 0;
  const mongo = await startMongo({ dataDir: join(dataDir, 'mongod'), port });
  await report.step(`restore: ${restore}`, async () => (await typed(restore, mongo.uri), undefined));
  await report.step('journals fit the signed heads', () =>
    journal('verify', mongo.uri, '--anchors', anchors, '--key', publicKey),
  );
  await mongo.stop();

  const again = (platform = await start());
  const newDoors = { gateway: again.gateway ?? '', issuer: again.issuer };
  await report.step('figures are those of the dump', async () => {
    await figuresSettle(newDoors, 20);
    const now = await figuresOf(newDoors);
    if (JSON.stringify(now) !== JSON.stringify(then))
      throw new Error(`${JSON.stringify(now)}, not ${JSON.stringify(then)}`);
    return undefined;
  });
  await report.step('what was lost can be sent again under the same request ids', async () => {
    await tellSome(newDoors, 'after');
    await figuresSettle(newDoors, 40);
    return undefined;
  });
  await report.step('journals are whole, in another epoch where they had gone on', async () => {
    const said = await journal('verify', again.mongoUri, '--anchors', anchors, '--key', publicKey);
    if (!new RegExp(`${ownerOf('needs')}: epoch \\S+ \\d+ entries are whole, 0 anchors fit`).test(said))
      throw new Error(said);
    return said;
  });
} catch (error) {
  report.failed += 1;
  console.log(reasonOf(error));
} finally {
  await platform?.stop();
  await rm(folder, { recursive: true, force: true });
}
console.log(report.line);
process.exit(report.failed === 0 ? 0 : 1);
