import { createHash, randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EvidenceName } from '@doorstep/contracts/names.js';
import {
  Evidence_Kind as Kind,
  Evidence_State as State,
  type UploadEvidenceRequest,
} from '@doorstep/contracts/stations/v1/evidence.js';
import type { Caller } from '@doorstep/domain';
import { Clock, Database } from '@doorstep/store';
import { eventually, person, reasonOf } from '@doorstep/testing/boot';
import { compound } from '../compounds/compound.example.js';
import { change, chen, li, qian, Stories, sun, wang } from '../stories.example.js';
import { EvidenceConfig, evidenceConfig } from './evidence.config.js';
import { files, jpegOf } from './evidence.example.js';
import { Files } from '../files/file.grid.js';
import { EvidenceSweeper } from './evidence.sweeper.js';
import { Uploads } from '../uploads/upload.pending.js';

const mostBytes = 300_000;
const code = '1409301000010001';
const about = `compounds/${code}`;
const purpose = (by: Caller): Caller => ({ ...by, purpose: 'review' });
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

type Said = Partial<UploadEvidenceRequest>;
async function* pieces(said: Said, file: Uint8Array, last = true): AsyncGenerator<Said> {
  yield { about, kind: Kind.PHOTO, requestId: randomUUID(), ...said };
  for (let at = 0; at < file.length; at += 65_536) yield { content: Buffer.from(file.subarray(at, at + 65_536)) };
  yield { last };
}

describe('EvidenceService', () => {
  let stories: Stories;
  let now = new Date('2026-03-03T02:00:00Z');
  const upload = (said: Said = {}, file: Uint8Array = files.jpeg, by = chen) =>
    stories.as(by).uploadEvidence(pieces(said, file));
  const download = async (name: EvidenceName, by = purpose(chen)) => {
    const messages = await Array.fromAsync(stories.as(by).downloadEvidence({ name }));
    return { ...messages[0], content: Buffer.concat(messages.map(({ content }) => content)) };
  };
  const db = () => stories.app.get(Database).db;
  /** Everything that lies anywhere for files. */
  const lying = async () => {
    const names = ['evidence_files.files', 'evidence_files.chunks', 'evidence_uploads', 'evidence'];
    return Promise.all(names.map((name) => db().collection(name).countDocuments()));
  };

  beforeAll(async () => {
    stories = await Stories.begin([
      [Clock, () => now],
      [EvidenceConfig, evidenceConfig({ DOORSTEP_EVIDENCE_MOST_BYTES: String(mostBytes) })],
    ]);
    await stories.place(code);
    await stories.as(wang).createCompound({ compound: compound({ division: code }), requestId: randomUUID() });
  });
  afterAll(() => stories.close());

  it('takes a file in and hands it out', async () => {
    const file = jpegOf(Buffer.alloc(200_000, 7));
    const kept = await upload({ sha256: sha256(file), fileName: '张三.jpg', mediaType: 'image/jpeg' }, file);
    expect(kept).toMatchObject({
      ...{ state: State.KEPT, about, division: code, kind: Kind.PHOTO, mediaType: 'image/jpeg' },
      ...{ sizeBytes: file.length, sha256: sha256(file), uploadedBy: 'chen', fileName: '' },
    });
    expect((await stories.as(purpose(chen)).getEvidence({ name: kept.name })).fileName).toBe('张三.jpg');
    expect(await download(kept.name)).toMatchObject({
      ...{ mediaType: 'image/jpeg', sizeBytes: file.length, sha256: sha256(file), content: file },
      fileName: expect.stringMatching(/^evidence-[0-9a-f-]{36}\.jpg$/),
    });
  });

  it.each<{ what: string; said?: Said; file?: Uint8Array; by?: Caller; want: string }>([
    { what: 'about what is not there', said: { about: 'compounds/1409301000019999' }, want: 'NOT_FOUND' },
    { what: 'about what no noun is', said: { about: 'nothings/1' }, want: 'NOT_FOUND' },
    { what: 'about nothing', said: { about: '' }, want: 'INVALID' },
    { what: 'of no kind', said: { kind: Kind.UNSPECIFIED }, want: 'INVALID' },
    { what: 'with a digest that is none', said: { sha256: 'abc' }, want: 'INVALID' },
    { what: 'by who may not see the record', by: { ...sun, roles: ['community'] }, want: 'NOT_FOUND' },
    { what: 'by who may see it and not change it', by: qian, want: 'EVIDENCE_NOT_FILED_HERE' },
    { what: 'by a resident from elsewhere', by: { ...li, divisions: ['140930101001'] }, want: 'NOT_FOUND' },
    { what: 'by an auditor', by: person('kong', '140930', ['auditor']), want: 'NOT_PERMITTED' },
    { what: 'empty', file: Buffer.alloc(0), want: 'EVIDENCE_EMPTY' },
    {
      what: 'one byte too long',
      file: jpegOf(Buffer.alloc(mostBytes)),
      want: 'EVIDENCE_TOO_LARGE',
    },
    { what: 'a program', file: files.exe, want: 'EVIDENCE_TYPE_NOT_TAKEN' },
    { what: 'a PDF as a photo', file: files.pdf, want: 'EVIDENCE_TYPE_NOT_TAKEN' },
    { what: 'declared as another type', said: { mediaType: 'image/png' }, want: 'EVIDENCE_TYPE_MISMATCH' },
    {
      what: 'another file than the digest says',
      said: { sha256: sha256(files.png) },
      want: 'EVIDENCE_DIGEST_MISMATCH',
    },
  ])('takes in no file $what: $want', async ({ said, file, by, want }) => {
    const before = await lying();
    expect(await reasonOf(upload(said, file, by))).toBe(want);
    expect(await lying()).toEqual(before);
  });

  it('takes in a file of exactly the size that is allowed', async () => {
    const file = jpegOf(Buffer.alloc(mostBytes - jpegOf(Buffer.alloc(0)).length));
    expect((await upload({}, file)).sizeBytes).toBe(mostBytes);
  });

  it('takes a repeat in once, and refuses another file under the same id', async () => {
    const requestId = randomUUID();
    const first = await upload({ requestId });
    const before = await lying();
    expect((await upload({ requestId })).name).toBe(first.name);
    expect(await reasonOf(upload({ requestId }, files.png))).toBe('REQUEST_REUSED');
    expect(await lying()).toEqual(before);
  });

  it('leaves nothing of an upload that breaks off', async () => {
    const before = await lying();
    const broken = (async function* () {
      yield* pieces({}, jpegOf(Buffer.alloc(280_000)), false);
      await eventually(async () => expect((await lying())[1]).toBeGreaterThan(before[1] ?? 0));
      throw new Error('the line is cut');
    })();
    await expect(stories.as(chen).uploadEvidence(broken)).rejects.toThrow('CANCELLED');
    await eventually(async () => expect(await lying()).toEqual(before));
  });

  it('takes a stream that ends before the file does for broken off', async () => {
    const before = await lying();
    expect(await reasonOf(stories.as(chen).uploadEvidence(pieces({}, files.jpeg, false)))).toBe('EVIDENCE_BROKEN_OFF');
    expect(await lying()).toEqual(before);
  });

  it('erases what a killed process left, once it is old, and nothing else', async () => {
    const kept = await upload();
    const before = await lying();
    const [uploads, store] = [stories.app.get(Uploads), stories.app.get(Files)];
    const left = randomUUID();
    await uploads.begin(left);
    const dying = (async function* () {
      yield Buffer.alloc(280_000);
      await turn();
      throw new Error('killed');
    })();
    await expect(store.write(left, dying)).rejects.toThrow('killed');
    await uploads.begin(kept.name.slice('evidence/'.length)); // killed between its record and the note
    const sweeper = stories.app.get(EvidenceSweeper);
    expect(await sweeper.sweep()).toBe(0);
    now = new Date(now.getTime() + 2 * 3_600_000);
    expect(await sweeper.sweep()).toBe(1);
    expect(await lying()).toEqual(before);
    expect((await download(kept.name)).content).toEqual(files.jpeg);
  });

  describe('is read', () => {
    let name: EvidenceName;
    beforeAll(async () => {
      ({ name } = await upload());
    });

    it.each<{ what: string; by: Caller; want: string }>([
      { what: 'by who took it in', by: purpose(chen), want: 'answered' },
      { what: 'by the county', by: purpose(wang), want: 'answered' },
      { what: 'without a purpose', by: chen, want: 'PURPOSE_REQUIRED' },
      { what: 'from elsewhere', by: purpose(sun), want: 'NOT_FOUND' },
      { what: 'by a resident of the place', by: purpose(li), want: 'NOT_FOUND' },
    ])('$what: $want', async ({ by, want }) => {
      expect(await reasonOf(download(name, by))).toBe(want);
    });

    it('with a note of who and why, and none where the file was not given', async () => {
      const notes = () => db().collection('notes').countDocuments({ record: name, actor: 'qian', purpose: 'review' });
      await reasonOf(download(name, qian));
      expect(await notes()).toBe(0);
      await download(name, purpose(qian));
      expect(await notes()).toBe(1);
    });

    it('by what it is about', async () => {
      const filter = `about = "${about}"`;
      const names = async (by: Caller) =>
        (await stories.as(by).listEvidence({ filter, pageSize: 200 })).evidence.map((one) => one.name);
      expect(await names(qian)).toContain(name);
      expect(await reasonOf(names(sun))).toBe('NOT_FOUND');
    });
  });

  it('is withdrawn with its file, and its digest stays', async () => {
    const { name } = await upload();
    const withdraw = (by: Caller, reason: string) => stories.as(by).withdrawEvidence({ ...change(name), reason });
    expect(await reasonOf(withdraw(chen, ''))).toBe('REASON_REQUIRED');
    expect(await reasonOf(withdraw(person('another'), '误传'))).toBe('NOT_FOUND');
    expect(await withdraw(chen, '误传')).toMatchObject({ state: State.WITHDRAWN, sha256: sha256(files.jpeg) });
    expect(await reasonOf(download(name))).toBe('EVIDENCE_WITHDRAWN');
    const id = name.slice('evidence/'.length);
    expect(await db().collection('evidence_files.chunks').countDocuments({ files_id: id })).toBe(0);
  });

  it('is what a command may refer to, and nothing else is', async () => {
    const { name } = await upload({ kind: Kind.SCAN }, files.pdf);
    const pass = (evidence: EvidenceName, by = wang) =>
      reasonOf(stories.as(by).passCompound({ ...change(about), gate: 'KIND_APPROVAL', evidence }));
    expect(await pass('evidence/nothing')).toBe('EVIDENCE_NOT_FOUND');
    expect(await pass(name)).toBe('WRONG_STATE'); // the reference holds; the compound is not decided yet
    await stories.as(chen).withdrawEvidence({ ...change(name), reason: '误传' });
    expect(await pass(name)).toBe('EVIDENCE_NOT_FOUND');
  });
});
