import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FundName, StationName } from '@doorstep/contracts/names.js';
import { Fund_Source as Source } from '@doorstep/contracts/stations/v1/fund.js';
import { reasonOf } from '@doorstep/testing/boot';
import { change, chen, qian, Stories, sun, wu } from '../stories.example.js';
import { fund } from './fund.example.js';

describe('FundService', () => {
  let stories: Stories;
  let station: StationName;
  let earmarks = 0;
  const open = (over = {}, by = chen) => {
    earmarks += 1;
    const record = fund({ station, earmark: `earmark-${String(earmarks)}`, ...over });
    return stories.as(by).createFund({ fund: record, requestId: randomUUID() });
  };
  const evidence = 'evidence/voucher' as const;
  const receive = (name: FundName, amountFen: number) =>
    stories.as(chen).receiveFund({ ...change(name), amountFen, evidence, source: Source.DONATION });
  const spend = (name: FundName, amountFen: number) =>
    stories.as(chen).spendFund({ ...change(name), amountFen, evidence });

  beforeAll(async () => {
    stories = await Stories.begin();
    await stories.place('1409301000010001');
    await stories.template();
    station = await stories.building('1409301000010001');
  });
  afterAll(() => stories.close());

  it('spends no fen more than came in, however many spend at once', async () => {
    const { name } = await open();
    await receive(name, 10_000);
    const answers = await Promise.all(Array.from({ length: 200 }, () => reasonOf(spend(name, 99))));
    expect(answers.filter((answer) => answer === 'answered')).toHaveLength(101);
    expect(answers.filter((answer) => answer === 'FUNDS_EXHAUSTED')).toHaveLength(99);
    expect(await stories.as(chen).getFund({ name })).toMatchObject({ receivedFen: 10_000, spentFen: 9_999 });
  });

  it('tells every movement, and books a repeat once', async () => {
    const { name } = await open();
    const request = { ...change(name), amountFen: 500, evidence, source: Source.MEMBER_DUES };
    await stories.as(chen).receiveFund(request);
    expect((await stories.as(chen).receiveFund(request)).receivedFen).toBe(500);
    await spend(name, 200);
    await stories.as(chen).refundFund({ ...change(name), amountFen: 200, evidence, reason: '退货' });
    const { changes } = await stories.as(chen).listFundHistory({ name });
    expect(changes).toHaveLength(4);
    expect(await reasonOf(stories.as(wu).closeFund({ ...change(name), reason: '结清' }))).toBe('FUND_NOT_SPENT');
  });

  it('keeps its station from closing until it is closed itself', async () => {
    const closing = await stories.operating('1409301000010002');
    const { name } = await open({ station: closing });
    const close = () => reasonOf(stories.as(wu).closeStation({ ...change(closing), reason: '合并' }));
    expect(await close()).toBe('STATION_HAS_FUNDS');
    await stories.as(wu).closeFund({ ...change(name), reason: '结清' });
    expect(await close()).toBe('answered');
    expect(await reasonOf(open({ station: closing }))).toBe('STATION_CLOSED');
  });

  it('is open once for an earmark of a station', async () => {
    const { earmark } = await open();
    expect(await reasonOf(open({ earmark }))).toBe('ALREADY_EXISTS');
  });

  it.each([
    { what: 'nothing', amount: 0 },
    { what: 'less than nothing', amount: -1 },
    { what: 'more than there is', amount: 1_000_000_000_001 },
  ])('refuses to book $what', async ({ amount }) => {
    const { name } = await open();
    const booked = [receive(name, amount), spend(name, amount)];
    expect(await Promise.all(booked.map(reasonOf))).toEqual(['INVALID', 'INVALID']);
  });

  it.each([
    { what: 'a station elsewhere', over: {}, by: sun, want: 'NOT_FOUND' },
    { what: 'a station, by its manager', over: {}, by: qian, want: 'NOT_PERMITTED' },
    { what: 'no earmark', over: { earmark: '' }, by: chen, want: 'INVALID' },
    { what: 'a station that there is not', over: { station: 'stations/none' }, by: chen, want: 'NOT_FOUND' },
  ])('is not opened for $what: $want', async ({ over, by, want }) => {
    expect(await reasonOf(open(over, by))).toBe(want);
  });
});
