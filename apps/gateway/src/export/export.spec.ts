import { describe, expect, it } from '@jest/globals';
import { anybody, grantsOf, registry } from '@doorstep/access';
import { create, type DescMessage } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { routesOf } from '../contract/routes.js';
import type { Cell } from './cell.js';
import { columnsOf } from './columns.js';
import { csvOf, harmless } from './csv.js';
import { itemsOf } from './export.js';

const lists = routesOf(registry).flatMap((route) => {
  const items = itemsOf(route)?.message;
  return items ? [[route.path, items] as const] : [];
});
const need = lists.find(([path]) => path === '/v1/needs')?.[1] as DescMessage;

describe('a list as a sheet', () => {
  it('is any list', () => expect(lists.length).toBeGreaterThan(25));

  it.each(lists)(
    '%s has a column for each field, named for people and programs, and none that is personal',
    (_, items) => {
      const headers = columnsOf(items).map(({ header }) => header);
      expect(
        headers.filter((header) => !/^[\p{Script=Han}（）/%]+(·[\p{Script=Han}（）/%]+)* \([\w.]+\)$/u.test(header)),
      ).toEqual([]);
      expect(new Set(headers).size).toBe(headers.length);
      expect(headers.join()).not.toMatch(/[pP]hone|contactName|fileName|birthDay/);
    },
  );

  it('says which records an item names, by codes too', () => {
    const record = create(need, { division: '140930', station: 'stations/s1', category: 'health' });
    const named = columnsOf(need).flatMap(({ header, namesIn }) => (namesIn ? [[header, namesIn(record)]] : []));
    expect(Object.fromEntries(named)).toMatchObject({
      '区划·名称 (division.title)': ['divisions/140930'],
      '服务站·名称 (station.title)': ['stations/s1'],
      '类别·名称 (category.title)': ['categories/health'],
    });
    expect(named.flat().join()).not.toContain('title.title');
  });

  it('shows numbers as numbers, times as the county tells them, choices by their Chinese names', () => {
    const openUntil = timestampFromDate(new Date('2025-03-04T16:30:00Z'));
    const record = create(need, {
      title: '=1+1',
      quantity: -3,
      channel: 3,
      openUntil,
      waiting: { desk: '140930' },
    });
    const cells = Object.fromEntries(columnsOf(need).map(({ header, cellOf }) => [header, cellOf(record)]));
    expect(cells).toMatchObject({
      '标题 (title)': '=1+1',
      '数量 (quantity)': -3,
      '渠道 (channel)': '热线',
      '时段截止 (openUntil)': { text: '2025-03-05 00:30:00', days: expect.closeTo(45_721.020833, 5), kind: 'instant' },
      '待办·办理层级 (waiting.desk)': '140930',
      '是否超期 (overdue)': '否',
      '时段开始 (openFrom)': '',
    });
  });
});

describe('whoever may take a list away', () => {
  const noting = registry.getService('doorstep.records.v1.RecordsService')?.method['noteExport'];
  const may = new Set(noting && grantsOf(noting).flatMap(({ roles }) => roles));

  it.each(routesOf(registry).filter(itemsOf))('may have it noted: $path', ({ roles }) => {
    expect([...roles].filter((role) => role !== anybody && !may.has(role))).toEqual([]);
  });
});

describe('CSV', () => {
  it.each<[Cell, string]>([
    ['滨河', '滨河'],
    ['a,b', '"a,b"'],
    ['他说"好"', '"他说""好"""'],
    ['a\nb', '"a\nb"'],
    [-3, '-3'],
    [{ text: '2025-03-05', days: 45_721, kind: 'day' }, '2025-03-05'],
    ['=cmd|x', "'=cmd|x"],
    ['+86', "'+86"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1+1', "'＝1+1"],
    ['\tx', "'\tx"],
    ['\rx', '"\'\rx"'],
    ["'=1", "''=1"],
    ["''-1", "'''-1"],
    ["'甲", "'甲"],
    ['a=b', 'a=b'],
  ])('writes %j as %s', async (cell, want) => {
    const pages = (async function* () {
      yield [[cell]];
    })();
    const chunks = await Array.fromAsync(csvOf(['列'], pages));
    expect(Buffer.concat(chunks).toString()).toBe(`\ufeff列\r\n${want}\r\n`);
    if (typeof cell === 'string') expect(/^[=+\-@\t\r]/.test(harmless(cell))).toBe(false);
  });
});
