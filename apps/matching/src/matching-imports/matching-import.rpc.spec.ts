import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  MatchingImport,
  MatchingImport_Kind as Kind,
  MatchingImport_State as State,
} from '@doorstep/contracts/matching/v1/matching_import.js';
import { Need_Channel, Need_State, Need_Urgency } from '@doorstep/contracts/matching/v1/need.js';
import { Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import { notFound, type Caller } from '@doorstep/domain';
import { Database } from '@doorstep/store';
import { eventually, reasonOf } from '@doorstep/testing/boot';
import { needs } from '../needs/need.store.js';
import { Evidence, Stations } from '../peers.js';
import { sheetsOf } from '../peers.example.js';
import { change, chen, li, Stories, sun, wang } from '../stories.example.js';

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

/** A community's sheets of needs and resources on their way into the records. */
describe('MatchingImportService', () => {
  let stories: Stories;
  const files = new Map<string, Buffer>();
  const begin = async (lines: readonly string[], kind: Kind = Kind.NEED, by: Caller = chen) => {
    const sheet = `evidence/${randomUUID()}`;
    files.set(sheet, Buffer.from(lines.join('\r\n')));
    const record = MatchingImport.fromPartial({ sheet, kind });
    return stories.as(by).createMatchingImport({ matchingImport: record, requestId: randomUUID() });
  };
  const until = (name: string, state: State) =>
    eventually(async () => {
      const found = await stories.as(chen).getMatchingImport({ name });
      expect(found.state).toBe(state);
      return found;
    });
  const checked = async (lines: readonly string[], kind?: Kind) =>
    until((await begin(lines, kind)).name, State.CHECKED);
  const faultsOf = async ({ name }: MatchingImport) =>
    (await stories.as(chen).listMatchingImportFaults({ name, pageSize: 200 })).faults;
  const stored = () => stories.app.get(Database).db.collection(needs.name);

  beforeAll(async () => {
    stories = await Stories.begin([
      [Evidence, sheetsOf(files)],
      [Stations, stations],
    ]);
  });
  afterAll(() => stories.close());

  it('records needs as the ordinary Create would, in the name of who imports', async () => {
    const { name, rowsTotal, faultsTotal } = await checked([
      '需求台账,,',
      header,
      need('为老人送餐'),
      `,stations/binhe,修楼道灯,facility-repair,12345热线,,1,2099-12-31,,,`,
    ]);
    expect({ rowsTotal, faultsTotal }).toEqual({ rowsTotal: 2, faultsTotal: 0 });
    expect((await stories.as(chen).listNeeds({})).needs).toEqual([]);
    await stories.as(chen).applyMatchingImport(change(name));
    expect(await until(name, State.APPLIED)).toMatchObject({ rowsDone: 2 });
    const { needs: found } = await stories.as(chen).listNeeds({});
    expect(found.find(({ title }) => title === '为老人送餐')).toMatchObject({
      ...{ division: compound, category: 'elder-care', channel: Need_Channel.GRID_WORKER, filedBy: 'chen' },
      ...{ urgency: Need_Urgency.URGENT, quantity: 2, openUntil: new Date('2099-12-31T15:59:59Z') },
      ...{ state: Need_State.DRAFTED, stateTime: new Date('2025-03-05T01:00:00Z'), contactPhone: '' },
    });
    expect(found.find(({ title }) => title === '修楼道灯')).toMatchObject({
      ...{ station: 'stations/binhe', division: compound, channel: Need_Channel.HOTLINE, urgency: Need_Urgency.NORMAL },
    });
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
      .find({ type: /^(needs|matchingImports)\./ }, { projection: { body: 1 } })
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
    const faults = await faultsOf(found);
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
    expect(await reasonOf(stories.as(chen).applyMatchingImport(change(found.name)))).toBe('IMPORT_FAULTY');
  });

  it('records resources, with their categories by the words of people', async () => {
    const { name } = await checked(
      [
        '资源名称,提供单位,资源类别,容量,开放时间,截止日期,代码',
        `志愿者送餐队,县人民医院,养老、代办,"1,200",2026.1.1,20991231,140930100001`,
      ],
      Kind.RESOURCE,
    );
    await stories.as(chen).applyMatchingImport(change(name));
    await until(name, State.APPLIED);
    const [resource] = (await stories.as(chen).listResources({})).resources;
    expect(resource).toMatchObject({
      ...{ title: '志愿者送餐队', ownerName: '县人民医院', categories: ['elder-care', 'errand'], capacity: 1200 },
      ...{ openFrom: new Date('2025-12-31T16:00:00Z'), openUntil: new Date('2099-12-31T15:59:59Z'), offeredBy: 'chen' },
    });
  });

  it.each<{ what: string; by: Caller; want: string }>([
    { what: 'the county, which files no needs', by: wang, want: 'NOT_PERMITTED' },
    { what: 'a resident', by: li, want: 'NOT_PERMITTED' },
  ])('is not begun by $what', async ({ by, want }) => {
    expect(await reasonOf(begin([header, need('为老人送餐')], Kind.NEED, by))).toBe(want);
  });

  it('is not seen by a community elsewhere', async () => {
    const { name } = await begin([header, need('为老人送餐')]);
    expect(await reasonOf(stories.as(sun).getMatchingImport({ name }))).toBe('NOT_FOUND');
  });
});
