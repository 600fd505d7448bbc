import type { EvidenceName } from '@doorstep/contracts/names.js';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { write } from '@e965/xlsx';
import type { mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Evidence_Kind as Kind, type UploadEvidenceRequest } from '@doorstep/contracts/stations/v1/evidence.js';
import { DomainError, type Caller } from '@doorstep/domain';
import { Clock, Database } from '@doorstep/store';
import { eventually, person, reasonOf } from '@doorstep/testing/boot';
import { compound as compoundOf } from '../compounds/compound.example.js';
import { change, Stories, wang } from '../stories.example.js';
import { Budgets } from '../uploads/upload.budget.js';
import type { Budget, Spending } from './evidence.collections.js';
import { EvidenceConfig, evidenceConfig } from './evidence.config.js';
import { compound, files, jpegOf, storedZipOf, typesOf, zipOf } from './evidence.example.js';

const code = '1409301000010001';
const about = `compounds/${code}`;
const kilobyte = 1_000;
type Writes = Pick<mongo.Collection, 'updateOne' | 'deleteOne'>;
const openSheet = 'application/vnd.oasis.opendocument.spreadsheet';
const infected = Buffer.from('a signature that scanners know');
const xls = write({ SheetNames: ['a'], Sheets: { a: {} } }, { bookType: 'biff8', type: 'buffer' }) as Buffer;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
/** An officer of the community; each test has its own, for budgets are. */
const officer = (subject: string, organisation = ''): Caller => ({
  ...person(subject, '140930100001', ['community']),
  organisation,
});

describe('what every upload passes', () => {
  let stories: Stories;
  let now = new Date('2026-03-04T09:00:00+08:00');
  /** A scanner as clamd speaks, that finds what a test has hidden; it may be away. */
  const sockets: Socket[] = [];
  let away = false;
  const scanner = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    if (away) return void socket.destroy();
    const pieces: Buffer[] = [];
    socket.on('data', (piece) => {
      pieces.push(Buffer.from(piece));
      const all = Buffer.concat(pieces);
      if (!all.subarray(-4).equals(Buffer.alloc(4))) return;
      socket.write(all.includes(infected) ? 'stream: Test-Signature FOUND\0' : 'stream: OK\0');
    });
  });

  beforeAll(async () => {
    scanner.listen(0, '127.0.0.1');
    await once(scanner, 'listening');
    const { port } = scanner.address() as AddressInfo;
    const allowance = (bytes: number) => ({ dayBytes: bytes, totalBytes: 2 * bytes });
    const config: EvidenceConfig = {
      ...(evidenceConfig({ DOORSTEP_CLAMD: `127.0.0.1:${String(port)}` }) as object as Record<string, never>),
      ...{ mostBytes: 100 * kilobyte, mostMs: 60_000, idleMs: 2_000, atOnce: 6, clamd: { host: '127.0.0.1', port } },
      budget: { subject: allowance(50 * kilobyte), organisation: allowance(80 * kilobyte) },
    };
    stories = await Stories.begin([
      [Clock, () => now],
      [EvidenceConfig, config],
    ]);
    await stories.place(code);
    await stories.as(wang).createCompound({ compound: compoundOf({ division: code }), requestId: randomUUID() });
  });
  afterAll(async () => {
    await stories.close();
    for (const socket of sockets) socket.destroy();
    scanner.close();
  });
  beforeEach(() => {
    away = false;
  });

  const upload = (by: Caller, file: Uint8Array = files.jpeg, said: Partial<UploadEvidenceRequest> = {}) => {
    const first = { about, kind: Kind.PHOTO, requestId: randomUUID(), content: Buffer.from(file), last: true, ...said };
    return stories.as(by).uploadEvidence([first]);
  };
  const lying = async () => {
    const names = [
      'evidence_files.files',
      'evidence_files.chunks',
      'evidence_uploads',
      'evidence',
      'evidence_spendings',
    ];
    const { db } = stories.app.get(Database);
    return Promise.all(names.map((name) => db.collection(name).countDocuments()));
  };
  const sized = (bytes: number): Buffer => jpegOf(Buffer.alloc(bytes - jpegOf(Buffer.alloc(0)).length, 7));

  it('a virus scanner: an infected file is refused, and nothing of it stays', async () => {
    const before = await lying();
    const by = officer('infected');
    expect(await reasonOf(upload(by, Buffer.concat([jpegOf(), infected])))).toBe('EVIDENCE_INFECTED');
    expect(await lying()).toEqual(before);
    expect(await reasonOf(upload(by))).toBe('answered');
  });

  it('a virus scanner that is away: nothing comes in', async () => {
    const before = await lying();
    away = true;
    expect(await reasonOf(upload(officer('unscanned')))).toBe('EVIDENCE_UNSCANNED');
    expect(await lying()).toEqual(before);
  });

  it('a budget, of which many at once never spend more than there is', async () => {
    const by = officer('eager');
    const sent = Array.from({ length: 6 }, () => reasonOf(upload(by, sized(16 * kilobyte))));
    const answers = (await Promise.all(sent)).sort();
    expect(answers).toEqual([
      'EVIDENCE_BUDGET_SPENT',
      'EVIDENCE_BUDGET_SPENT',
      'EVIDENCE_BUDGET_SPENT',
      'answered',
      'answered',
      'answered',
    ]);
    expect(await reasonOf(upload(officer('another'), sized(16 * kilobyte)))).toBe('answered');
  });

  it('a budget of the organisation besides', async () => {
    const [one, other] = [officer('one', 'bureau'), officer('other', 'bureau')];
    expect(await reasonOf(upload(one, sized(45 * kilobyte)))).toBe('answered');
    expect(await reasonOf(upload(other, sized(45 * kilobyte)))).toBe('EVIDENCE_BUDGET_SPENT');
    expect(await reasonOf(upload(other, sized(30 * kilobyte)))).toBe('answered');
  });

  it('a budget that a new day and what is withdrawn fill up again', async () => {
    const by = officer('patient');
    const names: EvidenceName[] = [];
    for (let day = 0; day < 2; day += 1) {
      names.push((await upload(by, sized(50 * kilobyte))).name);
      expect(await reasonOf(upload(by))).toBe('EVIDENCE_BUDGET_SPENT');
      now = new Date(now.getTime() + 24 * 3_600_000);
    }
    expect(await reasonOf(upload(by))).toBe('EVIDENCE_BUDGET_SPENT'); // in all
    await stories.as(by).withdrawEvidence({ ...change(names[0] ?? 'evidence/none'), reason: '误传' });
    expect(await reasonOf(upload(by, sized(50 * kilobyte)))).toBe('answered');
  });

  it.each(['spendings', 'budgets'] as const)('a budget that is whole though its service dies at %s', async (at) => {
    const by = officer(`mortal-${at}`, `bureau-${at}`);
    const budgets = stories.app.get(Budgets);
    const { db } = stories.app.get(Database);
    const total = async () => {
      const found = await db.collection<Budget>('evidence_budgets').findOne({ _id: `u:${by.subject}` });
      return found?.total ?? 0;
    };
    const dying = async (work: () => Promise<unknown>) => {
      const died = () => Promise.reject(new Error('died'));
      const writes = (['updateOne', 'deleteOne'] as const).map((write) =>
        jest.spyOn(budgets[at] as unknown as Writes, write).mockImplementation(died),
      );
      await expect(work()).rejects.toThrow('died');
      for (const write of writes) write.mockRestore();
    };
    await dying(() => budgets.spend('f1', by, kilobyte));
    expect(await total()).toBe(0);
    await budgets.spend('f1', by, kilobyte);
    await budgets.spend('f1', by, kilobyte);
    await dying(() => budgets.release('f1'));
    expect(await total()).toBe(2 * kilobyte);
    await Promise.all([budgets.release('f1'), budgets.release('f1')]); // the sweep, and who was slow
    expect(await total()).toBe(0);
    expect(await db.collection<Spending>('evidence_spendings').countDocuments({ file: 'f1' })).toBe(0);
  });

  it('a refusal that names the field, the rule and when to come again, in both languages', async () => {
    const refused = await upload(officer('told'), sized(60 * kilobyte)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DomainError);
    expect(refused).toMatchObject({
      kind: 'RESOURCE_EXHAUSTED',
      violations: [{ field: 'content', rule: 'evidence.budget', text: { zh: /额度/, en: /budget/ } }].map(
        ({ text, ...rest }) => ({
          ...rest,
          text: { zh: expect.stringMatching(text.zh), en: expect.stringMatching(text.en) },
        }),
      ),
      facts: { of: 'subject', retry_after_seconds: expect.stringMatching(/^\d+$/) },
    });
  });

  it('a count: no more at once than are allowed, and a pace: none that stands still', async () => {
    const by = officer('slow');
    let begun = 0;
    const hanging = async function* () {
      yield { about, kind: Kind.PHOTO, requestId: randomUUID() };
      begun += 1;
      await new Promise(() => undefined);
    };
    const slow = Array.from({ length: 6 }, () => reasonOf(stories.as(by).uploadEvidence(hanging())));
    await eventually(async () => {
      expect(begun).toBe(6);
      expect(await reasonOf(upload(by))).toBe('EVIDENCE_TOO_MANY_AT_ONCE');
    });
    expect(await Promise.all(slow)).toEqual(Array(6).fill('EVIDENCE_TOO_SLOW'));
    expect(await reasonOf(upload(by))).toBe('answered');
  });

  it('a cleaning: what a picture says of itself is gone, digest and size are of what is kept', async () => {
    const comment = Buffer.from('\xff\xfe\0\x10N 37.1 E 112.4', 'latin1');
    const sent = jpegOf(Buffer.from('pixels'), [comment]);
    const kept = jpegOf(Buffer.from('pixels'));
    const by = officer('photographer');
    const found = await upload(by, sent, { sha256: sha256(sent) });
    expect(found).toMatchObject({ sha256: sha256(kept), sizeBytes: kept.length });
    const pieces = await Array.fromAsync(
      stories.as({ ...by, purpose: 'review' }).downloadEvidence({ name: found.name }),
    );
    expect(Buffer.concat(pieces.map(({ content }) => content))).toEqual(kept);
    expect(await reasonOf(upload(by, sent, { sha256: sha256(kept) }))).toBe('EVIDENCE_DIGEST_MISMATCH');
    expect(await reasonOf(upload(by, sent.subarray(0, -2)))).toBe('EVIDENCE_UNREADABLE');
  });

  it.each<[string, Buffer, string]>([
    ['a workbook', files.xlsx, 'answered'],
    ['a workbook of before 2007', xls, 'answered'],
    ['a letter of before 2007', compound('WordDocument'), 'EVIDENCE_TYPE_MISMATCH'],
    ['a workbook that a password locks', compound('EncryptedPackage'), 'SHEET_LOCKED'],
    ['a workbook of before 2007 that breaks off', xls.subarray(0, 600), 'EVIDENCE_TYPE_MISMATCH'],
    ['a workbook of LibreOffice', files.ods, 'answered'],
    [
      'a workbook of LibreOffice that a password locks',
      storedZipOf({ mimetype: openSheet, 'content.xml': 'x', 'META-INF/manifest.xml': '<manifest:encryption-data/>' }),
      'SHEET_LOCKED',
    ],
    ['a workbook of LibreOffice with a PDF behind it', Buffer.concat([files.ods, files.pdf]), 'EVIDENCE_TYPE_MISMATCH'],
    ['a document', files.docx, 'EVIDENCE_TYPE_MISMATCH'],
    ['any zip', files.zip, 'EVIDENCE_TYPE_MISMATCH'],
    ['a zip that calls its parts so', zipOf({ 'xl/workbook.xml': '' }), 'EVIDENCE_TYPE_MISMATCH'],
    ['a workbook with something behind it', Buffer.concat([files.xlsx, files.pdf]), 'EVIDENCE_TYPE_MISMATCH'],
    ['a workbook behind a zip', Buffer.concat([files.zip, files.xlsx]), 'EVIDENCE_TYPE_MISMATCH'],
    [
      'a list of types alone',
      zipOf({ '[Content_Types].xml': typesOf('spreadsheetml.sheet') }),
      'EVIDENCE_TYPE_MISMATCH',
    ],
    ['a picture', files.png, 'EVIDENCE_TYPE_NOT_TAKEN'],
  ])('a look at what a sheet is: %s', async (_, file, want) => {
    expect(await reasonOf(upload(officer(randomUUID()), file, { kind: Kind.SHEET }))).toBe(want);
  });
});
