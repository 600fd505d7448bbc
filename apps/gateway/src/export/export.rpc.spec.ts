import { randomUUID } from 'node:crypto';
import { nameOf } from '@doorstep/aip';
import { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { ListRequest } from '@doorstep/contracts/aip/v1/requests.js';
import { ListNeedsResponse } from '@doorstep/contracts/matching/v1/need.js';
import { failure, notFound } from '@doorstep/domain';
import { Log } from '@doorstep/runtime';
import { eventually, person } from '@doorstep/testing';
import { strFromU8, unzipSync } from 'fflate';
import { aGateway, need } from '../gateway.example.js';

const gateway = aGateway();
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const broken = failure('UNAVAILABLE', 'STORE_UNAVAILABLE', '数据库暂时不可用', 'the database is not available', {
  zh: '改',
  en: 'mend it',
});

/** Pages of 200 needs, so many or without end; what is asked of the page is remembered. */
function answering(pages: number, then?: object, onPage: () => void = () => undefined): ListRequest[] {
  const asked: ListRequest[] = [];
  gateway.backend.answer = (request: object) => {
    if (!('pageToken' in request)) return need;
    asked.push(request as ListRequest);
    onPage();
    const page = asked.length;
    if (page > pages && then) return then;
    const needs = Array.from({ length: 200 }, (_, at) => ({
      ...need,
      name: nameOf('needs', `${page}-${at}`),
      title: '=1+1',
      openUntil: new Date('2025-03-04T16:30:00Z'),
      quantity: at,
    }));
    return ListNeedsResponse.fromPartial({ needs, nextPageToken: page < pages || then ? `page-${page + 1}` : '' });
  };
  return asked;
}
const get = (accept: string, query = '') =>
  gateway.ask(`GET /v1/needs${query}`, { headers: { accept } }).responseType('blob');

/** Pages that are fetched before whoever reads wants them. */
const mostAhead = 2;

/** Until the buffers of a line are full: some forty pages, which a busy machine takes its time to make. */
const fillingMs = 30_000;

/** What happens to answers: a write that must wait for the reader, when it may go on, and its end. */
function watched(onEvent: (event: 'full' | 'drained' | 'closed') => void): void {
  const known = new WeakSet<ServerResponse>();
  const { write } = ServerResponse.prototype;
  jest.spyOn(ServerResponse.prototype, 'write').mockImplementation(function (this: ServerResponse, ...args) {
    if (!known.has(this)) this.on('drain', () => onEvent('drained')).on('close', () => onEvent('closed'));
    known.add(this);
    const more: boolean = write.apply(this, args);
    if (!more) onEvent('full');
    return more;
  });
}

afterEach(() => void jest.restoreAllMocks());

describe('a list', () => {
  it('goes out as CSV, all of its pages, with the filter that was given', async () => {
    const asked = answering(3);
    const answer = await get('text/csv', `?filter=${encodeURIComponent('category = "elder-care"')}&pageSize=5`);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="needs.csv"',
      'x-content-type-options': 'nosniff',
    });
    const bytes = answer.body as Buffer;
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [header = '', ...rows] = bytes.toString().trimEnd().split('\r\n');
    expect(rows).toHaveLength(600);
    expect(header).toContain('标题 (title)');
    expect(rows[0]).toContain(",'=1+1,");
    expect(asked.map(({ filter, pageSize, pageToken }) => [filter, pageSize, pageToken])).toEqual([
      ['category = "elder-care"', 200, ''],
      ['category = "elder-care"', 200, 'page-2'],
      ['category = "elder-care"', 200, 'page-3'],
    ]);
  });

  it('costs as much as its pages do one by one, and is noted with who took it and how much', async () => {
    const at = await gateway.open(
      { DOORSTEP_QUOTA_PER_SECOND: '1000', DOORSTEP_QUOTA_WINDOW_SECONDS: '3600' },
      new Log('gateway', 'info', { write: (line) => void gateway.lines.push(line) }),
    );
    const headers = { authorization: `Bearer ${await gateway.issuer.tokenFor(person(`taker-${randomUUID()}`))}` };
    const left = async (accept: string): Promise<number> => {
      answering(3);
      const answer = await gateway.ask('GET /v1/needs', { at, headers: { ...headers, accept } }).responseType('blob');
      return Number(/r=(\d+)/.exec(answer.headers['ratelimit'] ?? '')?.[1]);
    };
    const before = await left('application/json');
    gateway.lines.length = 0;
    await left('text/csv');
    await eventually(() => expect(gateway.lines.join()).toContain('"export"'));
    const noted = gateway.lines.map((line) => JSON.parse(line) as object);
    expect(noted).toContainEqual(
      expect.objectContaining({ msg: 'export', pages: 3, whole: true, subject: expect.stringMatching(/^taker/) }),
    );
    expect(before - (await left('application/json'))).toBe(4);
    await at.close();
  });

  describe('is noted by whose list it is', () => {
    const query = `?filter=${encodeURIComponent('category = "elder-care"')}&pageSize=5`;
    const list = 'doorstep.matching.v1.NeedService/ListNeeds';
    const common = { list, asked: JSON.stringify({ filter: 'category = "elder-care"' }), mediaType: 'text/csv' };

    it('before its first byte, and at its end with how many rows went out', async () => {
      answering(3);
      await get('text/csv', query);
      await eventually(() => expect(gateway.backend.noted).toHaveLength(2));
      const [begun, ended] = gateway.backend.noted;
      expect(begun).toEqual({ ...common, export: begun?.export, ended: false, rows: 0, whole: false });
      expect(ended).toEqual({ ...common, export: begun?.export, ended: true, rows: 600, whole: true });
    });

    it('as broken off where it was, and where its client went', async () => {
      answering(2, broken());
      await expect(get('text/csv')).rejects.toMatchObject({ code: 'ECONNRESET' });
      await eventually(() => expect(gateway.backend.noted).toMatchObject([{}, { rows: 400, whole: false }]));
      gateway.backend.noted.length = 0;
      answering(Number.POSITIVE_INFINITY);
      const reader = connect(gateway.running.port, '127.0.0.1');
      const head = `host: x\r\naccept: text/csv\r\nauthorization: Bearer ${gateway.token}`;
      reader.write(`GET /v1/needs HTTP/1.1\r\n${head}\r\n\r\n`);
      reader.once('data', () => reader.destroy());
      await eventually(() => expect(gateway.backend.noted).toMatchObject([{}, { ended: true, whole: false }]));
    });

    it('or does not go out', async () => {
      answering(1);
      gateway.backend.forgetful = broken();
      const { status, reason } = await gateway.problem('GET /v1/needs', { headers: { accept: 'text/csv' } });
      expect([status, reason]).toEqual([503, 'STORE_UNAVAILABLE']);
    });

    it('and not where its first page was refused, nor as JSON', async () => {
      gateway.backend.answer = broken();
      await gateway.problem('GET /v1/needs', { headers: { accept: 'text/csv' } });
      answering(1);
      await get('application/json');
      expect(gateway.backend.noted).toEqual([]);
    });
  });

  it('goes out as a workbook', async () => {
    answering(2);
    const answer = await get(xlsx);
    expect(answer.headers['content-disposition']).toBe('attachment; filename="needs.xlsx"');
    const parts = unzipSync(answer.body as Buffer);
    expect(Object.keys(parts).sort()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
    ]);
    const sheet = strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect(sheet.match(/<row>/g)).toHaveLength(401);
    expect(sheet).toContain('<t xml:space="preserve">=1+1</t>');
    expect(sheet).toContain('<c><v>199</v></c>');
    expect(sheet).not.toContain('<f>');
    expect(sheet).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>');
    expect(sheet).toMatch(/<\/sheetData><autoFilter ref="A1:[A-Z]+401"\/><\/worksheet>$/);
    expect(sheet).toMatch(/<c s="3"><v>\d{5}\.?\d*<\/v><\/c>/);
  });

  it('says beside a name what the record is called, asked once, and nothing where that may not be read', async () => {
    const asked: string[] = [];
    const needs = [1, 1, 2].map((id) => ({ ...need, mergedInto: nameOf('needs', `into-${String(id)}`) }));
    gateway.backend.answer = (request: object) => {
      const { name = '' } = request as { name?: string };
      if (name === '') return ListNeedsResponse.fromPartial({ needs });
      asked.push(name);
      return name === 'needs/into-1' ? { ...need, title: '主需求' } : notFound({ name });
    };
    const [header = '', ...rows] = String((await get('text/csv')).body)
      .trimEnd()
      .split('\r\n');
    const at = header.split(',').findIndex((cell) => cell.includes('并入需求·名称'));
    expect(rows.map((row) => row.split(',')[at])).toEqual(['主需求', '主需求', '']);
    expect(asked.sort()).toEqual(['needs/into-1', 'needs/into-2']);
  });

  it.each([
    ['GET /v1/needs', 'text/html', 406],
    ['GET /v1/needs/n1', 'text/csv', 406],
    ['GET /v1/needs', 'text/csv;q=0.5, application/json', 200],
  ])('%s as %s: %i', async (line, accept, want) => {
    gateway.backend.answer = ListNeedsResponse.fromPartial({});
    await gateway.ask(line, { headers: { accept } }).expect(want);
  });

  it('whose first page is refused is a problem, in the middle a broken answer', async () => {
    gateway.backend.answer = broken();
    expect((await gateway.problem('GET /v1/needs', { headers: { accept: 'text/csv' } })).reason).toBe(
      'STORE_UNAVAILABLE',
    );
    for (const accept of ['text/csv', xlsx]) {
      answering(2, broken());
      await expect(get(accept)).rejects.toMatchObject({ message: 'aborted', code: 'ECONNRESET' });
    }
  });

  it(
    'is fetched no faster than it is read, and no further once nobody reads',
    async () => {
      const happened: string[] = [];
      const since = (at: number, what: string): number => happened.slice(at).filter((event) => event === what).length;
      /** Others are answered meanwhile: whoever fetches on does so in this time. */
      const meanwhile = async () => {
        for (let at = 0; at < 10; at += 1) await gateway.ask('GET /v1/needs/n1').expect(200);
      };
      answering(Number.POSITIVE_INFINITY, undefined, () => happened.push('page'));
      watched((event) => happened.push(event));
      const reader = connect(gateway.running.port, '127.0.0.1').pause();
      reader.write(
        `GET /v1/needs HTTP/1.1\r\nhost: x\r\naccept: text/csv\r\nauthorization: Bearer ${gateway.token}\r\n\r\n`,
      );
      // Until nothing goes out any more: the buffers of the line are full.
      await eventually(async () => {
        const full = happened.lastIndexOf('full');
        expect(full).toBeGreaterThan(happened.lastIndexOf('drained'));
        await meanwhile();
        expect(since(full, 'drained')).toBe(0);
        expect(since(full, 'page')).toBeLessThanOrEqual(mostAhead);
      }, fillingMs);
      const held = happened.length;
      reader.resume();
      await eventually(() => expect(since(held, 'page')).toBeGreaterThan(20));
      reader.destroy();
      await eventually(() => expect(happened).toContain('closed'));
      await meanwhile();
      expect(since(happened.indexOf('closed'), 'page')).toBeLessThanOrEqual(mostAhead);
    },
    2 * fillingMs,
  );
});
