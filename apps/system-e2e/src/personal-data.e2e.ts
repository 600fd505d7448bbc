import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventBody, JournalEntry } from '@doorstep/events';
import { eventually } from '@doorstep/testing';
import type { Sent } from '@doorstep/testing/http';
import { Redis } from 'ioredis';
import { mongo } from 'mongoose';
import { ownerOf } from '../../../tools/platform/owners.js';
import type { Answer, Client, Item } from './client.js';
import { needDraft, operatingStation } from './county.js';
import { as, platform, tokenOf } from './platform.js';

/** What nobody but who may read it should ever find. */
const secret = {
  contactName: '金丝雀甲',
  contactPhone: '13999990001',
  place: '金丝雀楼九单元九零一',
  statement: '金丝雀独居，夜里咳嗽',
};
const canaries = [...Object.values(secret), '金丝雀缘由', '金丝雀之二', '金丝雀电话'];
/** Canaries in a text, as written or as a URL would spell them. */
const found = (text: string): string[] =>
  canaries.filter((canary) => text.includes(canary) || text.includes(encodeURIComponent(canary)));

const filer = as('grid.binhe.1');
const manager = as('manager.binhe');
const reason = { 'x-reason': encodeURIComponent('金丝雀缘由') };

/** The service that owns needs. */
const owner = ownerOf('needs');
const client = new mongo.MongoClient(platform.mongoUri);
const databaseOf = (service: string): mongo.Db => client.db(platform.databases[service]);
const journalOf = (service: string) => databaseOf(service).collection<JournalEntry>('journal');

let need: Item;
let gone: Item;
/** Everything that was answered to who stated no purpose. */
const answers: Answer[] = [];
const heard = async (by: Client, line: string, sent?: Sent): Promise<Answer> => {
  const answer = await by.ask(line, sent);
  answers.push(answer);
  return answer;
};

beforeAll(async () => {
  const { name: station } = await operatingStation('1409301000010091');
  const draft = needDraft({ station, ...secret });
  const file = async () => (await heard(filer, 'POST /v1/needs', { body: draft, headers: reason })).body;
  [need, gone] = [await file(), await file()];
  const change = { body: { statement: '金丝雀之二' }, headers: { ...reason, 'if-match': '*' } };
  await heard(filer, `PATCH /v1/${need.name}`, change);
  await heard(manager, `POST /v1/${need.name}:verify`, { body: { reason: '金丝雀缘由' } });
  await heard(filer, `DELETE /v1/${gone.name}`, { headers: { ...reason, 'if-match': '*' } });
  await eventually(async () => expect(await journalOf(owner).countDocuments({ aggregate: gone.name })).toBe(2));
});
afterAll(() => client.close());

/** What a token says of its bearer's id. */
const subjectOf = async (login: string): Promise<string> =>
  (JSON.parse(Buffer.from((await tokenOf(login)).split('.')[1] ?? '', 'base64url').toString()) as { sub: string }).sub;

describe('personal data is answered', () => {
  const purpose = { 'x-purpose': 'call-back' };

  it('to who may see it and says what for, and the reading is noted in the journal', async () => {
    expect(await filer.done(`GET /v1/${need.name}`, undefined, purpose)).toMatchObject({
      ...secret,
      statement: '金丝雀之二',
    });
    const note = await eventually(async () => {
      const entry = await journalOf(owner).findOne({ type: 'notes.read', body: { $regex: need.name } });
      return JSON.parse(entry?.body ?? '') as EventBody;
    });
    expect(note).toMatchObject({ actor: await subjectOf('grid.binhe.1'), purpose: 'call-back', subject: need.name });
  });

  it('and so is a list that leaves as a sheet: who took it, when, by which filter, and how much of it', async () => {
    const asked = { filter: `division = "${need.division}"` };
    const headers = { accept: 'text/csv' };
    const { text } = await heard(filer, `GET /v1/needs?filter=${encodeURIComponent(asked.filter)}`, { headers });
    const rows = text.trimEnd().split('\r\n').length - 1;
    const actor = await subjectOf('grid.binhe.1');
    const told = await eventually(async () => {
      const entries = await journalOf(owner)
        .find({ type: /^notes.export/, body: { $regex: actor } })
        .toArray();
      expect(entries.map(({ type }) => type)).toEqual(['notes.exporting', 'notes.exported']);
      return entries.map(({ body }) => JSON.parse(body) as EventBody);
    });
    const common = { actor, list: 'doorstep.matching.v1.NeedService/ListNeeds', asked: JSON.stringify(asked) };
    expect(told).toMatchObject([common, { ...common, mediaType: 'text/csv', rows, whole: true }]);
  });

  it.each<[string, string, Sent['headers']]>([
    ['who says no purpose', 'manager.binhe', {}],
    ['the county, whatever it says', 'county', purpose],
    ['the auditor, whatever it says', 'auditor', purpose],
  ])('not to %s', async (_, login, headers = {}) => {
    const { body } = await heard(as(login), `GET /v1/${need.name}`, { headers });
    expect(body).toMatchObject({ name: need.name, contactName: '', contactPhone: '', place: '', statement: '' });
  });

  it('nor in a list or a history, whatever is said', async () => {
    const list = await heard(filer, 'GET /v1/needs?pageSize=200', { headers: purpose });
    expect(list.body['needs']).toContainEqual(expect.objectContaining({ name: need.name, contactPhone: '' }));
    const { body } = await heard(filer, `GET /v1/${need.name}/history`, { headers: purpose });
    expect(body['changes']).toContainEqual(expect.objectContaining({ fields: expect.arrayContaining(['statement']) }));
  });

  it.each<[string, string, Sent, string]>([
    ['a telephone that is none', 'POST /v1/needs', { body: needDraft({ contactPhone: '金丝雀电话' }) }, 'string.phone'],
    [
      'a statement that is too long',
      'POST /v1/needs',
      { body: needDraft({ statement: secret.statement.repeat(300) }) },
      'string.max_len',
    ],
    [
      'a name that is a number',
      'POST /v1/needs',
      { body: needDraft({ contactName: [secret.contactName] }) },
      'type.string',
    ],
    [
      'a reason in the URL',
      `POST /v1/needs?reason=${encodeURIComponent('金丝雀缘由')}`,
      { body: needDraft({}) },
      'field.not_in_url',
    ],
    [
      'a reason that is too long',
      'POST /v1/needs',
      { body: needDraft({}), headers: { 'x-reason': encodeURIComponent('金丝雀缘由'.repeat(101)) } },
      'string.max_len',
    ],
  ])('nor in the problem document of %s', async (_, line, sent, rule) => {
    const { status, body } = await heard(filer, line, sent);
    expect(status).toBe(400);
    expect(body.violations.map((violation) => violation.rule)).toEqual([rule]);
  });

  it('nor where a filter asks for it', async () => {
    const filter = encodeURIComponent(`contact_phone = "${secret.contactPhone}"`);
    expect((await heard(filer, `GET /v1/needs?filter=${filter}`)).status).toBe(400);
  });

  it('in none of all that was answered', () => {
    expect(answers.flatMap(({ text, headers }) => found(text + JSON.stringify(headers)))).toEqual([]);
  });
});

describe('personal data is not to be found', () => {
  it('in the log of any service', async () => {
    const folder = join(platform.dataDir, 'logs');
    const logs = await readdir(folder);
    expect(logs).toEqual(
      expect.arrayContaining(['gateway.log', 'identity.log', 'matching.log', 'stations.log', 'evaluation.log']),
    );
    const texts = await Promise.all(logs.map((file) => readFile(join(folder, file), 'utf8')));
    expect(texts.join('')).toContain('/v1/{name=needs/*}:verify');
    expect(found(texts.join(''))).toEqual([]);
  });

  it('in any trace', async () => {
    await eventually(async () => {
      const text = await readFile(platform.traces, 'utf8');
      expect(text.includes('/v1/{name=needs/*}:verify')).toBe(true);
      expect(found(text)).toEqual([]);
    }, 20_000);
  });

  it.each(Object.keys(platform.metrics))('in the metrics of %s', async (app) => {
    const text = await (await fetch(platform.metrics[app] ?? '')).text();
    expect(text).toContain('doorstep_build_info');
    expect(found(text)).toEqual([]);
  });

  it('in Redis', async () => {
    const redis = new Redis(platform.redisUrl);
    const streams = await redis.keys('doorstep:journal:*');
    const entries = await Promise.all(streams.map((key) => redis.xrange(key, '-', '+')));
    await redis.quit();
    expect(JSON.stringify(entries)).toContain(need.name);
    expect(found(JSON.stringify(entries))).toEqual([]);
  });

  it('in the public part of any event', async () => {
    const either = { aggregate: { $in: [need.name, gone.name] } };
    const entries = await journalOf(owner)
      .find(either, { projection: { sealed: 0 } })
      .toArray();
    expect(entries.map(({ type }) => type).sort()).toEqual(
      ['needs.drafted', 'needs.drafted', 'needs.removed', 'needs.updated', 'needs.verified'].sort(),
    );
    expect(found(JSON.stringify(entries))).toEqual([]);
  });

  it('in the database of any other service', async () => {
    const others = Object.keys(platform.services).filter((service) => service !== owner);
    const texts = await Promise.all(others.map((service) => everythingIn(databaseOf(service))));
    expect(texts.filter((text) => text.includes('1409301000010091')).length).toBeGreaterThan(1);
    expect(texts.flatMap(found)).toEqual([]);
  });

  it('in the database of its own service but in the record itself and the sealed part of its events', async () => {
    const documents = databaseOf(owner).collection<mongo.Document & { _id: string }>('needs');
    const whole = await documents.findOne({ _id: need.name });
    expect(whole).toMatchObject({ ...secret, statement: '金丝雀之二' });
    const hidden = Object.fromEntries([...Object.keys(secret), '_ev.sealed'].map((field) => [field, 0]));
    expect(found(JSON.stringify(await documents.findOne({ _id: need.name }, { projection: hidden })))).toEqual([]);
    expect(found(await everythingIn(databaseOf(owner), need.name))).toEqual([]);
  });
});

/** Every document of a database as text, but the one named and the sealed parts of events. */
async function everythingIn(db: mongo.Db, but = ''): Promise<string> {
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  const documents = await Promise.all(
    names.map((name) =>
      db
        .collection<mongo.Document & { _id: string }>(name)
        .find({ _id: { $ne: but } }, { projection: { sealed: 0, '_ev.sealed': 0 } })
        .toArray(),
    ),
  );
  return JSON.stringify(documents);
}
