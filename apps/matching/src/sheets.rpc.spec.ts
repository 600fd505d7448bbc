import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Need_Channel, Need_State, Need_Urgency } from '@doorstep/contracts/matching/v1/need.js';
import { LinesRequest } from '@doorstep/contracts/sheets/v1/intake.js';
import { Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import { notFound, type Caller } from '@doorstep/domain';
import { Database } from '@doorstep/store';
import { person, reasonOf } from '@doorstep/testing/boot';
import { needs } from './needs/need.store.js';
import { Stations } from './peers.js';
import { chen, Stories, wang } from './stories.example.js';

const compound = '1409301000010001';
const phone = '13900002222';
const header = '小区代码,服务站,需求名称,类别,需求来源,紧急程度,数量,截止日期,联系人,联系电话,登记日期';
const need = (title: string, over = '') =>
  over || `${compound},,${title},养老,网格员,紧急,2,2099/12/31,王五,${phone},2025年3月5日`;

const stations: Stations = {
  getStation: ({ name }) =>
    name === 'stations/binhe'
      ? Promise.resolve(Station.fromPartial({ name, state: Station_State.OPERATING, division: compound }))
      : Promise.reject(notFound({ name })),
};
/** Whoever drives an intake is a service. */
const service: Caller = { ...person('service'), roles: ['service'], divisions: [] };
const importerOf = ({ subject, roles, divisions }: Caller) => ({
  subject,
  roles: [...roles],
  divisions: [...divisions],
});

/** A community's sheets of needs and resources on their way into the records. */
describe('the intake of matching', () => {
  let stories: Stories;
  const pieces = (lines: readonly string[], noun = 'needs', of = 'import-1', by = chen) => {
    const file = Buffer.from(lines.join('\r\n'));
    return [
      LinesRequest.fromPartial({ noun, import: `imports/${of}`, importer: importerOf(by) }),
      ...[file.subarray(0, 100), file.subarray(100)].map((content) => LinesRequest.fromPartial({ content })),
      LinesRequest.fromPartial({ last: true }),
    ];
  };
  const intake = () => stories.as(service);
  const checked = async (...of: Parameters<typeof pieces>) => {
    const answers = await Array.fromAsync(intake().checkLines(pieces(...of)));
    return { ...answers.at(-1), faults: answers.flatMap(({ faults }) => faults) };
  };
  const held = async (...of: Parameters<typeof pieces>) =>
    (await Array.fromAsync(intake().holdLines(pieces(...of)))).flatMap(({ faults }) => faults);
  const revealed = async (noun: string, of: string) =>
    (await Array.fromAsync(intake().revealLines({ noun, import: `imports/${of}` }))).at(-1)?.revealed ?? 0;
  const titles = async () => (await stories.as(chen).listNeeds({})).needs.map(({ title }) => title).sort();
  const stored = () => stories.app.get(Database).db.collection(needs.name);

  beforeAll(async () => {
    stories = await Stories.begin([[Stations, stations]]);
  });
  afterAll(() => stories.close());

  it('records needs as the ordinary Create would, in the name of who imports', async () => {
    const lines = [
      '需求台账,,',
      header,
      need('为老人送餐'),
      `,stations/binhe,修楼道灯,facility-repair,12345热线,,1,2099-12-31,,,`,
    ];
    expect(await checked(lines)).toEqual({ rowsTotal: 2, rowsDone: 2, faults: [], notes: [] });
    expect(await stored().countDocuments()).toBe(0);
    for (let twice = 0; twice < 2; twice += 1) expect(await held(lines)).toEqual([]);
    expect(await titles()).toEqual([]);
    expect(await revealed('needs', 'import-1')).toBe(2);
    const { needs: found } = await stories.as(chen).listNeeds({});
    expect(found.find(({ title }) => title === '为老人送餐')).toMatchObject({
      ...{ division: compound, category: 'elder-care', channel: Need_Channel.GRID_WORKER, filedBy: 'chen' },
      ...{ urgency: Need_Urgency.URGENT, quantity: 2, openUntil: new Date('2099-12-31T15:59:59Z') },
      ...{ state: Need_State.DRAFTED, stateTime: new Date('2025-03-05T01:00:00Z'), contactPhone: '' },
    });
    expect(found.find(({ title }) => title === '修楼道灯')).toMatchObject({
      ...{ station: 'stations/binhe', division: compound, channel: Need_Channel.HOTLINE, urgency: Need_Urgency.NORMAL },
    });
    expect(await revealed('needs', 'import-1')).toBe(0);
  });

  it('answers what is personal only for a purpose, and tells nobody else', async () => {
    const { needs: found } = await stories.as(chen).listNeeds({});
    const { name } = found.find(({ title }) => title === '为老人送餐') ?? { name: '' };
    expect((await stories.as(chen).getNeed({ name })).contactPhone).toBe('');
    expect(await stories.as({ ...chen, purpose: 'call-back' }).getNeed({ name })).toMatchObject({
      ...{ contactPhone: phone, contactName: '王五' },
    });
    expect(await stored().countDocuments({ contactPhone: phone })).toBe(1);
    const { db } = stories.app.get(Database);
    const events = db
      .collection('journal')
      .find({ type: /^needs\./ }, { projection: { body: 1 } })
      .toArray();
    expect(JSON.stringify(await events)).not.toMatch(new RegExp(`${phone}|王五`));
  });

  it('tells what is wrong line by line, and quotes nothing', async () => {
    const found = await checked([
      header,
      need('', `${compound},,灯,养老,听说,一般,0,2099-02-30,张三,1380000,`),
      need('', `${compound},,修楼道灯,养老,网格员,一般,0,2099-12-31,张三,1380000,`),
      need('', `,,修楼道灯,养老,网格员,一般,1,2099-12-31,张三,${phone},`),
      need('', `,stations/none,修楼道灯,养老,网格员,一般,1,2099-12-31,张三,${phone},`),
      need('', `1409301010010001,,修楼道灯,养老,网格员,一般,1,2099-12-31,张三,${phone},`),
    ]);
    const { faults } = found;
    expect(faults.map(({ line, column, rule }) => `${line} ${column} ${rule}`)).toEqual([
      '2 需求来源 sheet.choice',
      '2 截止日期 sheet.day',
      '3 数量 int32.gte_lte',
      '3 联系电话 string.phone',
      '4  PLACE_UNKNOWN',
      '5  NOT_FOUND',
      '6  OUTSIDE_JURISDICTION',
    ]);
    expect(JSON.stringify(faults)).not.toMatch(/1380000|张三|13900002222/);
  });

  it.each([
    ['a number with a fraction', '1.5'],
    ['a number that no record can hold', '99999999999'],
  ])('tells of %s', async (_, quantity) => {
    const line = `${compound},,修楼道灯,养老,网格员,一般,"${quantity}",2099-12-31,张三,${phone},`;
    expect((await checked([header, need('', line)])).faults).toEqual([
      { line: 2, column: '数量', rule: 'sheet.integer', zh: '应为整数', en: 'must be a whole number' },
    ]);
  });

  it('holds none behind a line that has a fault, and takes all of them back', async () => {
    const faulty = [header, need('甲等'), need('', `,,乙等,养老,网格员,一般,1,2099-12-31,张三,${phone},`)];
    const long = [header, ...Array.from({ length: 600 }, (_, at) => need(`第${String(at)}项`)), faulty[2] ?? ''];
    const before = await stored().countDocuments();
    expect((await held(faulty, 'needs', 'import-2')).map(({ line, rule }) => `${String(line)} ${rule}`)).toEqual([
      '3 PLACE_UNKNOWN',
    ]);
    expect(await stored().countDocuments()).toBe(before);
    expect(await held(long, 'needs', 'import-3')).toHaveLength(1);
    expect(await stored().countDocuments()).toBe(before + 500);
    await intake().releaseLines({ noun: 'needs', import: 'imports/import-3' });
    expect(await stored().countDocuments()).toBe(before);
  });

  it('tells which lines name records that are there, as those of an export that comes back', async () => {
    const [known] = (await stories.as(chen).listNeeds({})).needs;
    const name = known?.name ?? '';
    const lines = [
      `编号 (name),${header}`,
      `${name},${need('甲等')}`,
      `needs/none,${need('乙等')}`,
      `3,${need('丙等')}`,
    ];
    const answers = await Array.fromAsync(intake().checkLines(pieces(lines, 'needs', 'import-7')));
    expect(answers.flatMap(({ faults }) => faults)).toEqual([]);
    const notes = answers.flatMap((answer) => answer.notes);
    expect(notes.map(({ line, rule }) => `${line} ${rule}`)).toEqual([
      '1 sheet.column_unknown',
      '2 sheet.record_exists',
    ]);
    expect(notes[1]?.zh).toContain(name);
  });

  it.each(['needs', 'resources'])(
    'takes nothing of a template of %s that nobody filled in, and says so',
    async (noun) => {
      const { content } = await intake().makeTemplate({ noun });
      const first = LinesRequest.fromPartial({ noun, import: 'imports/import-6', importer: importerOf(chen) });
      const sent = [first, LinesRequest.fromPartial({ content, last: true })];
      const [answer] = await Array.fromAsync(intake().checkLines(sent));
      expect(answer).toMatchObject({ rowsTotal: 0, faults: [{ line: 0, rule: 'SHEET_EMPTY' }] });
      expect(answer?.notes.map(({ column }) => column)).toEqual(['可选值']); // the sheet of its words
    },
  );

  it('records resources, with their categories by the words of people', async () => {
    const lines = [
      '资源名称,提供单位,资源类别,容量,开放时间,截止日期,代码',
      `志愿者送餐队,县人民医院,养老、代办,"1,200",2026.1.1,20991231,140930100001`,
    ];
    expect((await checked(lines, 'resources', 'import-4')).faults).toEqual([]);
    expect(await held(lines, 'resources', 'import-4')).toEqual([]);
    expect(await revealed('resources', 'import-4')).toBe(1);
    const [resource] = (await stories.as(chen).listResources({})).resources;
    expect(resource).toMatchObject({
      ...{ title: '志愿者送餐队', ownerName: '县人民医院', categories: ['elder-care', 'errand'], capacity: 1200 },
      ...{ openFrom: new Date('2025-12-31T16:00:00Z'), openUntil: new Date('2099-12-31T15:59:59Z'), offeredBy: 'chen' },
    });
  });

  it.each<{ what: string; by: Caller; noun?: string; want: string }>([
    { what: 'a community officer, who files needs', by: chen, want: 'answered' },
    { what: 'the county, which files none', by: wang, want: 'NOT_PERMITTED' },
    { what: 'an auditor', by: person('xu', '140930', ['auditor']), want: 'NOT_PERMITTED' },
    { what: 'anybody for what no sheet holds', by: chen, noun: 'projects', want: 'NOUN_NOT_IN_SHEETS' },
  ])('takes lines of $what: $want', async ({ by, noun = 'needs', want }) => {
    expect(await reasonOf(checked([header, need('甲等')], noun, 'import-5', by))).toBe(want);
    const faults = held([], noun, 'import-5', by);
    if (want === 'answered') expect((await faults).map(({ rule }) => rule)).toEqual(['HEADER_MISSING']);
    else expect(await reasonOf(faults)).toBe(want);
  });

  it('is for services alone', async () => {
    const asked = stories.as(chen).checkLines(pieces([header, need('甲等')]));
    expect(await reasonOf(Array.fromAsync(asked))).toBe('NOT_PERMITTED');
  });

  it.each([
    ['that broke off on its way', (all: LinesRequest[]) => all.slice(0, -1), 'SHEET_BROKEN_OFF'],
    ['that says not who imports', (all: LinesRequest[]) => all.slice(1), 'NOUN_NOT_IN_SHEETS'],
    [
      'that is none',
      ([first]: LinesRequest[]) => [{ ...first, content: Buffer.from('PK'), last: true }],
      'SHEET_UNREADABLE',
    ],
  ])('takes no sheet %s', async (_, spoilt, want) => {
    const sent = spoilt(pieces([header, need('甲')]));
    expect(await reasonOf(Array.fromAsync(intake().holdLines(sent)))).toBe(want);
  });
});
