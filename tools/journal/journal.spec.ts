import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal } from '@doorstep/events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { anchor, readAnchors } from './anchors.ts';

const pem = { type: 'pkcs8', format: 'pem' } as const;
const spki = { type: 'spki', format: 'pem' } as const;
const pair = () => generateKeyPairSync('ed25519', { privateKeyEncoding: pem, publicKeyEncoding: spki });

describe('anchors', () => {
  const { privateKey, publicKey } = pair();
  const head = { service: 'matching', epoch: 'e1', seq: 7, hash: 'ab', time: '2026-01-01T00:00:00.000Z' };
  const line = JSON.stringify(anchor(head, privateKey));

  it('are read back', () => expect(readAnchors(`${line}\n\n`, publicKey)).toMatchObject([head]));
  it.each([
    ['changed', line.replace('"seq":7', '"seq":8'), publicKey, 'line 1: the signature does not fit'],
    ['of another key', line, pair().publicKey, 'line 1: the signature does not fit'],
    ['malformed', `${line}\n{"seq":1}`, publicKey, 'line 2: is no anchor'],
    ['no JSON', 'x', publicKey, 'line 1: is no anchor'],
  ])('that are %s are refused', (_, text, key, why) => expect(() => readAnchors(text, key)).toThrow(why));
});

describe('npm run journal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'doorstep-journal-'));
  const [anchors, privateFile, publicFile] = ['anchors', 'private.pem', 'public.pem'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const database = `test_${randomUUID().slice(0, 8)}`;
  let client: mongo.MongoClient;

  const run = (...args: string[]) => {
    const script = [
      '--import',
      './tools/typescript.mjs',
      'tools/journal/main.ts',
      '--service',
      'matching',
      '--database',
      database,
      ...args,
    ];
    const { status, stdout, stderr } = spawnSync(process.execPath, script, {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    return { status, said: (stdout + stderr).trim() };
  };
  const withAnchors = (verb: string, key: string) => run(verb, '--anchors', anchors, '--key', key);

  beforeAll(async () => {
    const { privateKey, publicKey } = pair();
    writeFileSync(privateFile, privateKey);
    writeFileSync(publicFile, publicKey);
    client = await new mongo.MongoClient(process.env['DOORSTEP_MONGO_URI'] ?? '').connect();
    const journal = new Journal(client.db(database));
    await journal.prepare();
    const event = (version: number) => ({
      id: randomUUID(),
      type: 'needs.listed',
      aggregate: 'needs/a',
      version,
      n: 0,
      body: '{}',
      sealed: null,
    });
    await journal.append([1, 2, 3].map(event));
  });
  afterAll(async () => {
    await client.db(database).dropDatabase();
    await client.close();
    rmSync(folder, { recursive: true });
  });

  it('anchors a journal, and notices when its tail is cut', async () => {
    expect(withAnchors('anchor', privateFile).said).toContain('3 entries are whole, anchored at 3');
    expect(readFileSync(anchors, 'utf8').trim().split('\n')).toHaveLength(1);
    expect(withAnchors('verify', publicFile).said).toContain('3 entries are whole, 1 anchors fit');
    await client.db(database).collection<{ _id: number }>('journal').deleteOne({ _id: 3 });
    expect(withAnchors('verify', publicFile)).toEqual({
      status: 1,
      said: 'matching: entry 3: tail differs from anchor',
    });
  });

  it.each([
    [['walk'], 'say verify or anchor'],
    [['anchor'], '--anchors and --key go together'],
    [['verify', '--anchors', 'x'], '--anchors and --key go together'],
  ])('says in a line what is wrong with %j', (args, why) => expect(run(...args)).toEqual({ status: 2, said: why }));

  it.each([
    ['an unknown service', ['--service', 'nosuch'], 2, /^there is no service nosuch; there is evaluation, matching/],
    ['a database without a journal', [], 1, /^there is no journal in test_nowhere$/],
    ['a key that is not there', ['--anchors', 'x', '--key', '/nope.pem'], 1, /^ENOENT.*nope\.pem/],
  ])('of %s says so in a line, and begins no journal', async (_, more, status, why) => {
    const found = run('verify', '--database', 'test_nowhere', ...more);
    expect(found).toEqual({ status, said: expect.stringMatching(why) });
    const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
    expect(databases.map(({ name }) => name)).not.toContain('test_nowhere');
  });
});
