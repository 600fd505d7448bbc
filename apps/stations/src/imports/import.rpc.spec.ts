import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EvidenceName, ImportName } from '@doorstep/contracts/names.js';
import { Location_Datum as Datum } from '@doorstep/contracts/places/v1/location.js';
import { Evidence_Kind } from '@doorstep/contracts/stations/v1/evidence.js';
import { Import_State as State, type Import } from '@doorstep/contracts/stations/v1/import.js';
import type { Caller } from '@doorstep/domain';
import { Database } from '@doorstep/store';
import { eventually, reasonOf } from '@doorstep/testing/boot';
import { importOf } from './import.example.js';
import { change, chen, li, qian, Stories, sun, wang, wu } from '../stories.example.js';

const compound = '1409301000010001';
const pieceBytes = 256 * 1024;
const header = '区划代码,网格名称,划定日期';
const row = (name: string, at = compound) => `${at},${name},2025年3月5日`;

/** A township's sheets of grids, premises and compounds on their way into the records. */
describe('ImportService', () => {
  let stories: Stories;
  const upload = async (lines: readonly string[], by = wu, at = '140930100', head = header): Promise<EvidenceName> => {
    const file = Buffer.from(['西口镇网格台账,,', head, ...lines, ',,'].join('\r\n'));
    const said = { about: `divisions/${at}`, kind: Evidence_Kind.SHEET, requestId: randomUUID() };
    const pieces = Array.from({ length: Math.ceil(file.length / pieceBytes) }, (_, at) => ({
      content: file.subarray(at * pieceBytes, (at + 1) * pieceBytes),
    }));
    return (await stories.as(by).uploadEvidence([said, ...pieces, { last: true }])).name;
  };
  const begin = async (lines: readonly string[], by: Caller = wu, noun = 'grids', head = header): Promise<Import> => {
    const record = importOf({ sheet: await upload(lines, wu, undefined, head), noun });
    return stories.as(by).createImport({ import: record, requestId: randomUUID() });
  };
  const until = (name: ImportName, state: State, withinMs?: number) =>
    eventually(async () => {
      const found = await stories.as(wu).getImport({ name });
      expect(found.state).toBe(state);
      return found;
    }, withinMs);
  const checked = async (lines: readonly string[]) => until((await begin(lines)).name, State.CHECKED);
  const faultsOf = async ({ name }: Import) => (await stories.as(wu).listImportFaults({ name, pageSize: 200 })).faults;
  const grids = async () =>
    (await stories.as(wu).listGrids({ pageSize: 200 })).grids.map(({ displayName }) => displayName).sort();

  beforeAll(async () => {
    stories = await Stories.begin([]);
    await stories.place(compound);
  });
  afterAll(() => stories.close());

  it('checks every line and records none', async () => {
    const before = await grids();
    const found = await checked([row('一网格'), row('二网格')]);
    expect(found).toMatchObject({ rowsTotal: 2, rowsDone: 2, faultsTotal: 0, importedBy: 'wu', division: '140930100' });
    expect(await grids()).toEqual(before);
  });

  it('records all of them when it is applied, as of their day, in the name of who imports, once', async () => {
    const { name } = await checked([row('三网格'), row('四网格')]);
    await stories.as(wu).applyImport(change(name));
    expect(await until(name, State.APPLIED)).toMatchObject({ rowsDone: 2 });
    expect(await grids()).toEqual(['三网格', '四网格']);
    expect(await reasonOf(stories.as(wu).applyImport(change(name)))).toBe('WRONG_STATE');
    const [grid] = (await stories.as(wu).listGrids({ pageSize: 1 })).grids;
    expect(grid?.stateTime).toEqual(new Date('2025-03-05T01:00:00Z'));
    const { changes } = await stories.as(wu).listGridHistory({ name: grid?.name ?? '' });
    expect(changes.map(({ actor, type }) => [actor, type])).toEqual([['wu', 'grids.in_force']]);
  });

  it('tells what is wrong line by line, by the rules of the ordinary Create, and cannot be applied', async () => {
    const found = await checked([
      row('五网格'),
      row('六'),
      row('七网格', '140930101001'),
      row('八网格', '1409301000019999'),
      row('九网格', '12'),
      `${compound},十网格,2025-02-30`,
      `${compound},十一网格,2099-01-01`,
    ]);
    expect((await faultsOf(found)).map(({ line, column, rule }) => `${line} ${column} ${rule}`)).toEqual([
      '4 网格名称 string.min_len',
      '5  NOT_FOUND',
      '6  NOT_FOUND',
      '7 区划代码 string.division',
      '8 划定日期 sheet.day',
      '9  EFFECTIVE_IN_FUTURE',
    ]);
    expect(found).toMatchObject({ rowsTotal: 7, faultsTotal: 6 });
    expect(await reasonOf(stories.as(wu).applyImport(change(found.name)))).toBe('IMPORT_FAULTY');
  });

  it('takes the place of a compound in, and tells where it cannot lie', async () => {
    for (const at of [2, 3, 4]) await stories.place(`140930100001002${at}`);
    const places = async (...lines: readonly string[]) =>
      until((await begin(lines, wu, 'compounds', '小区代码,小区名称,经度,纬度,坐标系')).name, State.CHECKED);
    const found = await places('1409301000010022,甲,111.155268,39.385213,高德', '1409301000010023,乙,,,');
    expect(found).toMatchObject({ faultsTotal: 0 });
    await stories.as(wu).applyImport(change(found.name));
    await until(found.name, State.APPLIED);
    const recorded = ['1409301000010022', '1409301000010023'].map((code) =>
      stories.as(wu).getCompound({ name: `compounds/${code}` }),
    );
    expect((await Promise.all(recorded)).map(({ location }) => location)).toEqual([
      { longitude: 111.148688, latitude: 39.384083, datum: Datum.WGS_84, givenDatum: Datum.GCJ_02 },
      undefined,
    ]);
    const swapped = await places(
      ...['1409301000010024,丙,39.385213,111.155268,高德', '1409301000010024,丙,111.155268,39.385213,'],
    );
    expect((await faultsOf(swapped)).map(({ line, column, rule }) => `${line} ${column} ${rule}`)).toEqual([
      '3 经度 double.gte_lte',
      '3 纬度 double.gte_lte',
      '3 经度、纬度、坐标系 location.swapped',
      '4 坐标系 required',
    ]);
  });

  it('finds what is there already, and what stands twice in the sheet', async () => {
    await stories.place('1409301000010007');
    const lines = ['1409301000010007,x,', '1409301000010007,x,', '1409301000010007,x,'];
    const { name } = await begin(lines, wu, 'compounds');
    const found = await until(name, State.CHECKED);
    expect((await faultsOf(found)).map(({ line, rule }) => `${line} ${rule}`)).toEqual([
      '4 ALREADY_EXISTS',
      '5 ALREADY_EXISTS',
    ]);
  });

  it('records none where one is refused in the end, and says why', async () => {
    await stories.place('1409301000010008');
    await stories.place('1409301000010009');
    const sheet = ['1409301000010008,x,', '1409301000010009,x,'];
    const [first, second] = [await begin(sheet, wu, 'compounds'), await begin([sheet[1] ?? ''], wu, 'compounds')];
    for (const { name } of [first, second]) await until(name, State.CHECKED);
    await stories.as(wu).applyImport(change(second.name));
    await until(second.name, State.APPLIED);
    await stories.as(wu).applyImport(change(first.name));
    const refused = await until(first.name, State.REFUSED);
    expect((await faultsOf(refused)).map(({ rule }) => rule)).toEqual(['ALREADY_EXISTS']);
    expect(await reasonOf(stories.as(wu).getCompound({ name: 'compounds/1409301000010008' }))).toBe('NOT_FOUND');
  });

  it.each<{ what: string; by: Caller; want: string }>([
    { what: 'a community officer', by: chen, want: 'EVIDENCE_NOT_FOUND' },
    { what: 'a township elsewhere', by: sun, want: 'EVIDENCE_NOT_FOUND' },
    { what: 'the county, of a sheet that a township took in', by: wang, want: 'EVIDENCE_NOT_FOUND' },
    { what: 'a resident', by: li, want: 'NOT_PERMITTED' },
  ])('is not begun by $what: $want', async ({ by, want }) => {
    expect(await reasonOf(begin([row('一网格')], by))).toBe(want);
  });

  it('cannot be applied by who may not record what the lines become, nor for them', async () => {
    const sheet = await upload([row('十四网格')], qian, compound);
    const { name } = await stories.as(qian).createImport({ import: importOf({ sheet }), requestId: randomUUID() });
    expect((await faultsOf(await until(name, State.CHECKED))).map(({ rule }) => rule)).toEqual(['NOT_PERMITTED']);
    expect(await reasonOf(stories.as(qian).applyImport(change(name)))).toBe('IMPORT_FAULTY');
    expect(await reasonOf(stories.as(wu).applyImport(change(name)))).toBe('NOT_THE_IMPORTER');
  });

  it('tells that no sheet holds such a noun', async () => {
    const { name } = await begin([row('一网格')], wu, 'funds');
    expect((await faultsOf(await until(name, State.CHECKED))).map(({ rule }) => rule)).toEqual(['NOUN_NOT_IN_SHEETS']);
  });

  it.each([
    { what: 'that nobody has', noun: 'unicorns', want: 'NOUN_NOT_IN_SHEETS' },
    { what: 'of a service that is not there', noun: 'needs', want: 'NOUN_NOT_IN_SHEETS' },
  ])('is not begun for a noun $what', async ({ noun, want }) => {
    expect(await reasonOf(begin([row('一网格')], wu, noun))).toBe(want);
  });

  it('is not begun with a sheet that cannot be read as one', async () => {
    const record = importOf({ sheet: 'evidence/nothing' });
    expect(await reasonOf(stories.as(wang).createImport({ import: record }))).toBe('EVIDENCE_NOT_FOUND');
    const said = { about: 'divisions/140930100', kind: Evidence_Kind.SHEET, requestId: randomUUID() };
    const { name: sheet } = await stories
      .as(wu)
      .uploadEvidence([{ ...said, content: Buffer.from('甲,乙\n1,2\n') }, { last: true }]);
    const { name } = await stories.as(wu).createImport({ import: importOf({ sheet }) });
    expect((await faultsOf(await until(name, State.CHECKED))).map(({ rule }) => rule)).toEqual(['HEADER_MISSING']);
  });

  it('has an end: a sheet of more lines than may be applied is told to be split', async () => {
    const { name } = await begin(Array.from({ length: 50_001 }, () => row('十三网格')));
    const found = await until(name, State.CHECKED, 30_000);
    expect(found.rowsTotal).toBe(50_001);
    const [fault] = await faultsOf(found);
    expect(fault).toMatchObject({ line: 0, rule: 'IMPORT_TOO_LONG', zh: expect.stringContaining('50000') });
  }, 60_000);

  it('tells that no sheet is made for other nouns', async () => {
    const nothing = stories.as(wu).downloadImportTemplate({ noun: 'funds' });
    expect(await reasonOf(Array.fromAsync(nothing))).toBe('NOUN_NOT_IN_SHEETS');
  });

  it('of grids takes the name of the worker and the day of founding, and tells the name to nobody without a purpose', async () => {
    const file = `小区代码,网格名称,网格员,成立日期\n${compound},廿四网格,张三丰,2025-03-05\n`;
    const said = { about: 'divisions/140930100', kind: Evidence_Kind.SHEET, requestId: randomUUID() };
    const { name: sheet } = await stories
      .as(wu)
      .uploadEvidence([{ ...said, content: Buffer.from(file) }, { last: true }]);
    const { name } = await stories.as(wu).createImport({ import: importOf({ sheet }) });
    expect(await until(name, State.CHECKED)).toMatchObject({ faultsTotal: 0, notes: [] });
    await stories.as(wu).applyImport(change(name));
    await until(name, State.APPLIED);
    const { grids: all } = await stories.as(wu).listGrids({ pageSize: 200 });
    const made = all.find(({ displayName }) => displayName === '廿四网格');
    expect(made).toMatchObject({ stateTime: new Date('2025-03-05T01:00:00Z'), workerName: '' });
    const { db } = stories.app.get(Database);
    await eventually(async () => {
      const told = await db.collection('journal').findOne({ aggregate: made?.name ?? '' });
      expect(JSON.parse(String(told?.['body']))).toMatchObject({ record: { displayName: '廿四网格', workerName: '' } });
    });
  });

  it('tells what it leaves out before anything is applied', async () => {
    const found = await checked([row('廿一网格'), '', '合计,2,']);
    expect(found).toMatchObject({ rowsTotal: 1, faultsTotal: 0 });
    expect(found.notes.map(({ line, rule }) => `${line} ${rule}`)).toEqual(['4 sheet.row_blank', '5 sheet.row_total']);
  });

  it.each(['constructor', '__proto__', 'toString'])('finds %s in a choice to be none', async (word) => {
    const file = `小区代码,名称,来源,面积,到期日\n${compound},文体室,${word},80,2099-12-31\n`;
    const said = { about: 'divisions/140930100', kind: Evidence_Kind.SHEET, requestId: randomUUID() };
    const { name: sheet } = await stories
      .as(wu)
      .uploadEvidence([{ ...said, content: Buffer.from(file) }, { last: true }]);
    const { name } = await stories.as(wu).createImport({ import: importOf({ sheet, noun: 'premises' }) });
    expect((await faultsOf(await until(name, State.CHECKED))).map(({ rule }) => rule)).toEqual(['sheet.choice']);
  });

  describe('that harms', () => {
    /** The file of a sheet is gone: nothing that passes by itself, and nothing wrong with the sheet. */
    const poisoned = async (): Promise<Import> => {
      const { db } = stories.app.get(Database);
      const sheet = await upload([row('廿二网格')]);
      await db.collection<{ _id: string }>('evidence_files.files').deleteOne({ _id: sheet.split('/')[1] ?? '' });
      return stories.as(wu).createImport({ import: importOf({ sheet }), requestId: randomUUID() });
    };

    it('is given up after a few tries, told to its person, and holds up no other', async () => {
      const { name } = await poisoned();
      const next = await begin([row('廿三网格')]);
      const failed = await until(name, State.FAILED, 15_000);
      expect((await faultsOf(failed)).map(({ rule }) => rule)).toEqual(['IMPORT_GIVEN_UP']);
      await until(next.name, State.CHECKED);
      expect(await reasonOf(stories.as(wu).applyImport(change(name)))).toBe('WRONG_STATE');
      await stories.as(wu).retryImport(change(name));
      await until(name, State.FAILED, 15_000);
    });
  });

  it('leaves no event, no clock and no record of a check', async () => {
    const { db } = stories.app.get(Database);
    const count = () => db.collection('journal').countDocuments({ type: /^grids\./ });
    const before = await count();
    await checked([row('十二网格')]);
    expect(await count()).toBe(before);
  });
});
