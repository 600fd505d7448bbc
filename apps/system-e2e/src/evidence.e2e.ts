import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import type { Problem } from '@doorstep/testing/http';
import { Walking } from './walking.example.js';
import { watchMemory } from './memory.js';
import { as, platform, signed } from './platform.js';

const walking = new Walking('140930205001');
const manager = { subject: 'keeper', roles: ['station_manager', 'community'], divisions: [walking.community] };
/** A picture of so many bytes: one coded scan of noise. */
const jpeg = (bytes: number) =>
  Buffer.concat([
    Buffer.from('\xff\xd8\xff\xda\0\x08\x01\x01\0\0\x3f\0', 'latin1'),
    randomBytes(bytes - 14).map((byte) => (byte === 0xff ? 0xfe : byte)),
    Buffer.from('\xff\xd9', 'latin1'),
  ]);
const digest = (file: Uint8Array) => createHash('sha256').update(file).digest();
const mebibyte = 1024 * 1024;

let about: string;
let token: string;
beforeAll(async () => {
  about = (await walking.record('stations')).name;
  token = await signed(manager);
});

const url = (more = '') => `${platform.gateway}/v1/evidence?about=${about}&kind=KIND_PHOTO${more}`;
const send = async (
  body: Uint8Array<ArrayBuffer> | ReadableStream,
  headers: Record<string, string> = {},
  more = '',
) => {
  const authorization = `Bearer ${token}`;
  const answer = await fetch(url(more), {
    ...{ method: 'POST', body, duplex: 'half' },
    headers: { authorization, 'content-type': 'image/jpeg', ...headers },
  });
  return {
    status: answer.status,
    headers: answer.headers,
    body: (await answer.json()) as Problem & Record<string, string>,
  };
};
const read = (name: string, headers: Record<string, string> = { 'x-purpose': 'review' }) =>
  fetch(`${platform.gateway}/v1/${name}:download`, { headers: { authorization: `Bearer ${token}`, ...headers } });

/** A body that is not held in memory, and says no length. */
function streamOf(file: Uint8Array, until = file.length): ReadableStream {
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      if (at >= file.length) return controller.close();
      if (at >= until) return controller.error(new Error('the line is cut'));
      controller.enqueue(file.subarray(at, (at += 65_536)));
      await pause(0);
    },
  });
}

describe('evidence', () => {
  it('goes in and out by the door, bytes and all', async () => {
    const file = jpeg(3 * mebibyte);
    const named = `attachment; filename*=UTF-8''${encodeURIComponent('张三家门口.jpg')}`;
    const digested = `sha-256=:${digest(file).toString('base64')}:`;
    const { status, headers, body } = await send(streamOf(file), {
      'content-disposition': named,
      'content-digest': digested,
    });
    expect({ status, location: headers.get('location') }).toEqual({
      status: 201,
      location: `/v1/${String(body['name'])}`,
    });
    expect(body).toMatchObject({
      ...{ state: 'STATE_KEPT', about, mediaType: 'image/jpeg', sizeBytes: String(file.length), fileName: '' },
      sha256: digest(file).toString('hex'),
    });
    const name = String(body['name']);
    const out = await read(name);
    expect(Buffer.from(await out.arrayBuffer()).equals(file)).toBe(true);
    expect(Object.fromEntries(out.headers)).toMatchObject({
      ...{ 'content-type': 'image/jpeg', 'content-length': String(file.length), etag: `"${String(body['sha256'])}"` },
      ...{ 'x-content-type-options': 'nosniff', 'accept-ranges': 'none' },
      'content-disposition': `attachment; filename="${name.replace('/', '-')}.jpg"`,
      'content-security-policy': "default-src 'none'; sandbox",
    });
    const seen = { 'x-purpose': 'review', 'if-none-match': String(out.headers.get('etag')) };
    expect((await read(name, seen)).status).toBe(304);
  });

  it.each<[string, () => ReturnType<typeof send>, string]>([
    ['that says it is too large', () => send(jpeg(20 * mebibyte + 1)), '413 BODY_TOO_LARGE'],
    ['that turns out too large', () => send(streamOf(jpeg(20 * mebibyte + 1))), '413 EVIDENCE_TOO_LARGE'],
    ['of another type', () => send(Buffer.from('#!/bin/sh')), '415 EVIDENCE_TYPE_NOT_TAKEN'],
    [
      'of another type than declared',
      () => send(jpeg(99), { 'content-type': 'image/png' }),
      '415 EVIDENCE_TYPE_MISMATCH',
    ],
    [
      'of another digest',
      () => send(jpeg(19), { 'content-digest': `sha-256=:${digest(jpeg(19)).toString('base64')}:` }),
      '400 EVIDENCE_DIGEST_MISMATCH',
    ],
    ['with a digest that is none', () => send(jpeg(19), { 'content-digest': 'sha-256=:x:' }), '400 HEADER_MALFORMED'],
    ['that says in its URL that it is whole', () => send(jpeg(19), {}, '&last=true'), '400 INVALID'],
    ['with a person in its URL', () => send(jpeg(19), {}, '&fileName=x'), '400 INVALID'],
    ['that is compressed', () => send(jpeg(19), { 'content-encoding': 'gzip' }), '415 MEDIA_TYPE_UNSUPPORTED'],
    ['that is none', () => send(new Uint8Array(0)), '400 EVIDENCE_EMPTY'],
  ])('is refused %s', async (_, upload, want) => {
    const { status, body } = await upload();
    expect(`${String(status)} ${body.reason}`).toBe(want);
  });

  it('is taken in once by one key, and another file under it is refused', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const file = jpeg(19);
    const [first, again] = [await send(file, headers), await send(file, headers)];
    expect(again.body['name']).toBe(first.body['name']);
    expect((await send(jpeg(19), headers)).body.reason).toBe('REQUEST_REUSED');
  });

  it('of a line that is cut leaves nothing', async () => {
    await using client = await new mongo.MongoClient(platform.mongoUri).connect();
    const db = client.db(platform.databases['stations'] ?? '');
    const noted = () => db.collection<{ _id: string }>('evidence_uploads').distinct('_id');
    /** Which of the files have neither a record nor are gone; other stories send files at the same time. */
    const lying = async (ids: readonly string[]): Promise<string[]> => {
      const kept = await db.collection<{ _id: string }>('evidence').distinct('_id');
      const gone = ids.filter((id) => !kept.includes(`evidence/${id}`));
      const places = [
        db.collection('evidence_uploads').distinct('_id', { _id: { $in: gone } } as object),
        db.collection('evidence_files.files').distinct('_id', { _id: { $in: gone } } as object),
        db.collection('evidence_files.chunks').distinct('files_id', { files_id: { $in: gone } }),
      ];
      return (await Promise.all(places)).flat().map(String);
    };
    // Cut with the length announced, and cut in the middle of chunks.
    for (const headers of [{ 'content-length': String(mebibyte) }, { 'transfer-encoding': 'chunked' }]) {
      const authorization = `Bearer ${token}`;
      const before = await noted();
      const line = request(url(), {
        method: 'POST',
        headers: { authorization, 'content-type': 'image/jpeg', ...headers },
      });
      line.on('error', () => undefined).write(jpeg(mebibyte / 2));
      const begun = await eventually(async () => {
        const ids = (await noted()).filter((id) => !before.includes(id));
        expect(await lying(ids)).not.toEqual([]);
        return ids;
      });
      line.destroy();
      await eventually(async () => expect(await lying(begun)).toEqual([]));
    }
  });

  it('waits in little memory, eight files of 20 MiB at once by a slow line', async () => {
    const grown = await watchMemory('gateway', 'stations');
    const file = jpeg(20 * mebibyte);
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(streamOf(file))));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    for (const [, bytes] of grown()) expect(bytes / mebibyte).toBeLessThan(100);
  }, 120_000);

  it('stays out of logs: neither its name for people nor its content', async () => {
    const logs = await Promise.all(
      ['gateway', 'stations'].map((app) => readFile(`${platform.dataDir}/logs/${app}.log`, 'utf8')),
    );
    expect(logs.join('')).not.toMatch(/张三家门口|%E5%BC%A0%E4%B8%89/);
  });

  it('is nobody’s beyond its record', async () => {
    const { body } = await send(jpeg(19));
    expect((await as('grid.louziying').ask(`GET /v1/${String(body['name'])}`)).status).toBe(404);
    expect(((await (await read(String(body['name']), {})).json()) as Problem).reason).toBe('PURPOSE_REQUIRED');
  });
});
