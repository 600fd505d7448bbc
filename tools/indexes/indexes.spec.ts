import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { nouns } from '@doorstep/access';
import { collectionOf, prepare } from '@doorstep/store';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConnection, type Connection } from 'mongoose';
import { readApps } from '../platform/apps.ts';
import { ROOT } from '../platform/platform.ts';
import { collectionsOf } from './collections.ts';

const { DOORSTEP_MONGO_URI: uri = '' } = process.env;
const script = ['--import', './tools/typescript.mjs', 'tools/indexes/main.ts'];

describe('npm run indexes', () => {
  const service = 'matching';
  const prefix = `test_${randomUUID().slice(0, 8)}_`;
  const ask = (...more: string[]) => {
    const args = [...script, '--prefix', prefix, '--service', service, ...more];
    const env = { ...process.env, NODE_OPTIONS: '' };
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', env });
    return { status, said: (stdout + stderr).trim().split('\n').sort() };
  };
  let connection: Connection;

  beforeAll(async () => {
    connection = await createConnection(uri, { dbName: `${prefix}${service}`, autoIndex: false }).asPromise();
    for (const one of await collectionsOf(ROOT, service)) collectionOf(connection, one);
    await prepare(connection);
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.destroy();
  });

  it('finds the collections of every noun of the contract', async () => {
    const services = (await readApps(ROOT)).filter(({ kind }) => kind === 'service');
    const found = await Promise.all(services.map(({ name }) => collectionsOf(ROOT, name)));
    const names = found.flat().map(({ name }) => name);
    const stored = [...nouns].filter(([name]) => name !== 'figures').map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining([...stored, 'figure_rows', 'work_items', 'import_faults', 'journal']));
  });

  it('says so where no index differs', () => expect(ask()).toEqual({ status: 0, said: ['no index differs'] }));

  it('tells a missing and a foreign one, and drops what nobody wants when it is told to', async () => {
    const needs = connection.collection('needs');
    await needs.createIndexes([{ key: { nobodyWants: 1 } }]);
    await needs.dropIndex('_next_1');
    const [missing, foreign] = ['matching  needs  _next_1  missing', 'matching  needs  nobodyWants_1  foreign'];
    expect(ask()).toEqual({ status: 1, said: [missing, foreign] });
    expect(ask('--drop')).toEqual({ status: 1, said: [missing, foreign.replace('foreign', 'dropped')] });
    expect(ask()).toEqual({ status: 1, said: [missing] });
    await prepare(connection);
    expect(ask().status).toBe(0);
  });

  it('knows the services', () => {
    const said = [expect.stringMatching(/^there is no service nobody; there is evaluation, matching/)];
    expect(ask('--service', 'nobody')).toEqual({ status: 2, said });
  });
});
