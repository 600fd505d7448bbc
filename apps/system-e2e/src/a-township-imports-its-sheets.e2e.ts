import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SheetReader } from '@doorstep/sheets';
import type { Client, Item, Json } from './client.js';
import { places, proof } from './county.js';
import { asStranger, platform, signed } from './platform.js';
import { csvType, gb18030, reached, uploaded, workbook, xlsxType, type Table } from './sheets.example.js';

const township = '140930101';
const community = `${township}011`;
const [first, second] = [`${community}0001`, `${community}0002`];
const phone = '13911112222';

const clerk = { subject: 'clerk-of-louziying', roles: ['township'], divisions: [township] };
const officer = { subject: 'officer-of-louziying', roles: ['community'], divisions: [community] };
const [office, people] = [asStranger(clerk), asStranger(officer)];

/** What comes of a sheet's check. */
const check = async (by: Client, noun: string, file: Uint8Array<ArrayBuffer>): Promise<Item> => {
  const sheet = await uploaded(by, by === office ? township : community, file);
  const { name } = await by.done('POST /v1/imports', { sheet, noun });
  return reached(by, name, 'CHECKED');
};
const faultsOf = async (by: Client, { name }: Item) => {
  const { faults } = await by.done(`GET /v1/${name}/faults`);
  return (faults as Json[]).map(({ line, column, rule }) => `${String(line)} ${String(column)} ${String(rule)}`);
};
const applied = async (by: Client, { name }: Item): Promise<Item> => {
  await by.done(`POST /v1/${name}:apply`, {});
  return reached(by, name, 'APPLIED');
};
/** A list as a sheet, as the gateway gives it: cells line by line. */
const sheetOf = async (who: typeof clerk, path: string, type: string): Promise<Table> => {
  const headers = { authorization: `Bearer ${await signed(who)}`, accept: type };
  const answer = await fetch(`${platform.gateway}${path}`, { headers });
  const bytes = await answer.bytes();
  const sheet = await reader.open(Readable.from([bytes]), 'somebody');
  try {
    const rows = await Array.fromAsync(sheet.rows(0));
    return rows.map(({ cells }) =>
      cells.map((cell) => (typeof cell === 'string' ? cell : 'number' in cell ? cell.number : '')),
    );
  } finally {
    await sheet.close();
  }
};

const reader = new SheetReader();

describe('a township imports its sheets', () => {
  afterAll(() => reader.onApplicationShutdown());
  beforeAll(() => places(first, second));

  it('of compounds, from GB18030, and mends what the check tells line by line', async () => {
    const header = ['小区编码', '登记日期'];
    const wrong = await check(
      office,
      'compounds',
      gb18030([
        ['楼子营镇小区摸底表'],
        header,
        [first, '2025年3月5日'],
        [community, '2025/3/5'],
        ['1409301010119999', '2025.2.30'],
      ]),
    );
    expect(await faultsOf(office, wrong)).toEqual(['4  SURVEY_NEEDS_A_COMPOUND', '5 登记日期 sheet.day']);
    expect((await office.ask(`POST /v1/${wrong.name}:apply`, { body: {} })).body.reason).toBe('IMPORT_FAULTY');
    expect((await office.ask(`GET /v1/compounds/${first}`)).status).toBe(404);

    const mended = await check(
      office,
      'compounds',
      gb18030([['楼子营镇小区摸底表'], header, [first, '2025年3月5日'], [second, '20250306']]),
    );
    expect(await applied(office, mended)).toMatchObject({ rowsTotal: 2, rowsDone: 2 });
    expect(await office.done(`GET /v1/compounds/${second}`)).toMatchObject({ stateTime: '2025-03-06T01:00:00Z' });
  });

  it('once: the same request again is the same import, and another body under it is refused', async () => {
    const sheet = await uploaded(
      office,
      township,
      gb18030([
        ['代码', '网格名称'],
        [first, '重复一网格'],
      ]),
    );
    const headers = { 'idempotency-key': randomUUID() };
    const body = { sheet, noun: 'grids' };
    const begun = await office.done('POST /v1/imports', body, headers);
    await reached(office, begun.name, 'CHECKED');
    const key = { 'idempotency-key': randomUUID() };
    await office.done(`POST /v1/${begun.name}:apply`, {}, key);
    await reached(office, begun.name, 'APPLIED');
    expect((await office.done('POST /v1/imports', body, headers)).name).toBe(begun.name);
    expect((await office.done(`POST /v1/${begun.name}:apply`, {}, key)).state).toBe('STATE_APPLIED');
    const other = await office.ask('POST /v1/imports', { body: { ...body, noun: 'compounds' }, headers });
    expect(other.body.reason).toBe('REQUEST_REUSED');
    const grids = await office.all('/v1/grids', 'grids');
    expect(grids.filter(({ displayName }) => displayName === '重复一网格')).toHaveLength(1);
  });

  it('of premises and grids, from a workbook with a merged title and days in four spellings', async () => {
    await office.done(`POST /v1/compounds/${first}:survey`, { households: 320, residents: 860, idleAreaM2: 180 });
    await office.done(`POST /v1/compounds/${first}:classify`, { kind: 'KIND_OLD' });
    const days = ['2025-03-05', '2025/3/5', '2025.3.5', '45721'];
    const premises = await check(
      office,
      'premises',
      workbook('闲置用房台账', [
        ['小区代码', '场所名称', '来源', '面积（平方米）', '协议到期日', '登记日期'],
        ...days.map((day, at) => [first, `楼子营用房${String(at + 1)}`, '物业用房', '１２０', '2099年12月31日', day]),
      ]),
    );
    expect(await faultsOf(office, premises)).toEqual([]);
    await applied(office, premises);
    const listed = await office.all('/v1/premises', 'premises');
    expect(listed.map(({ division, areaM2, stateTime }) => [division, areaM2, stateTime])).toEqual(
      days.map(() => [first, 120, '2025-03-05T01:00:00Z']),
    );
    const names = ['楼子营一网格', '=HYPERLINK("http://x")'];
    const grids = await check(
      office,
      'grids',
      gb18030([['区划代码', '网格名称'], ...names.map((name) => [second, name])]),
    );
    await applied(office, grids);
    for (const type of [csvType, xlsxType]) {
      const [head = [], ...rows] = await sheetOf(clerk, '/v1/grids', type);
      const [at, place] = ['displayName', 'division'].map((field) =>
        head.findIndex((cell) => cell.endsWith(`(${field})`)),
      ) as [number, number];
      const exported = rows.filter((row) => row[place] === second).map((row) => row[at]);
      expect(exported.sort()).toEqual(['=HYPERLINK("http://x")', '楼子营一网格'].sort());
    }
    // As a spreadsheet opens it, no cell of CSV is a formula.
    const headers = { authorization: `Bearer ${await signed(clerk)}`, accept: csvType };
    expect(await (await fetch(`${platform.gateway}/v1/grids`, { headers })).text()).toContain(
      `"'=HYPERLINK(""http://x"")"`,
    );
  });

  it('of needs, and its community one of resources, and nothing personal leaves', async () => {
    const header = ['小区代码', '需求名称', '类别', '来源', '紧急程度', '数量', '截止日期', '联系人', '联系电话'];
    const need = [first, '楼子营送餐', '养老', '网格员上报', '紧急', '3', '2099.12.31', '李大爷', phone];
    const wrong = await check(office, 'needs', gb18030([header, need.with(8, '139'), need.with(3, '听说')]));
    expect(await faultsOf(office, wrong)).toEqual(['2 联系电话 string.phone', '3 来源 sheet.choice']);
    const faults = await office.ask(`GET /v1/${wrong.name}/faults`);
    expect(faults.text).not.toMatch(/139|李大爷/);
    await applied(office, await check(office, 'needs', workbook('需求台账', [header, need])));
    const resources = workbook('资源台账', [
      ['资源名称', '提供单位', '资源类别', '容量', '截止日期', '代码'],
      ['楼子营送餐队', '楼子营卫生院', '养老、健康', '20', '2099-12-31', community],
    ]);
    await applied(people, await check(people, 'resources', resources));

    const filter = `filter=${encodeURIComponent('state = "DRAFTED" AND category = "elder-care"')}`;
    const [needed] = await people.all(`/v1/needs?${filter}`, 'needs');
    expect(needed).toMatchObject({
      ...{
        division: first,
        title: '楼子营送餐',
        channel: 'CHANNEL_GRID_WORKER',
        urgency: 'URGENCY_URGENT',
        quantity: 3,
      },
      ...{ openUntil: '2099-12-31T15:59:59Z', filedBy: clerk.subject },
    });
    const [offered] = await people.all('/v1/resources', 'resources');
    expect(offered).toMatchObject({ title: '楼子营送餐队', categories: ['elder-care', 'health'], capacity: 20 });
    for (const type of [csvType, xlsxType]) {
      const text = JSON.stringify(await sheetOf(officer, `/v1/needs?${filter}`, type));
      expect(text).toContain('楼子营送餐');
      expect(text).not.toMatch(new RegExp(`${phone}|李大爷`));
    }
  });

  it.each([
    { what: 'a picture', kind: 'PHOTO', want: 'NOT_A_SHEET' },
    { what: 'what is not there', kind: '', want: 'EVIDENCE_NOT_FOUND' },
  ])('refuses $what', async ({ kind, want }) => {
    const county = asStranger({ subject: 'county-office', roles: ['county'], divisions: ['140930'] });
    const sheet = kind === '' ? 'evidence/none' : await proof(county, `divisions/${township}`, kind);
    const { body } = await office.ask('POST /v1/imports', { body: { sheet, noun: 'grids' } });
    expect(body.reason).toBe(want);
  });

  it('records no needs of who files none', async () => {
    const county = asStranger({ subject: 'county-office', roles: ['county'], divisions: ['140930'] });
    const sheet = await uploaded(county, township, gb18030([['需求名称'], ['无']]));
    const { name } = await county.done('POST /v1/imports', { sheet, noun: 'needs' });
    expect(await faultsOf(county, await reached(county, name, 'CHECKED'))).toEqual(['0  NOT_PERMITTED']);
    expect((await county.ask(`POST /v1/${name}:apply`, { body: {} })).body.reason).toBe('IMPORT_FAULTY');
  });
});
