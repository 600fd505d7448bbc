import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Item } from './client.js';
import { operatingStation, proof } from './county.js';
import { asStranger } from './platform.js';

const compound = '1409301080010001';
const manager = asStranger({
  subject: 'manager-of-money',
  roles: ['station_manager', 'community', 'township'],
  divisions: [compound],
});
const ifAny = { 'if-match': '*' };

/** 专项经费: what is spent never exceeds what came in for the earmark. One story in order. */
describe('money of a station', () => {
  let fund: Item;
  let evidence: string;
  const move = (verb: string, amountFen: number | string, more: object = {}) =>
    manager.ask(`POST /v1/${fund.name}:${verb}`, {
      body: { amountFen, evidence, ...more },
      headers: ifAny,
    });

  beforeAll(async () => {
    const { name: station } = await operatingStation(compound);
    fund = await manager.done('POST /v1/funds', { station, earmark: 'senior-canteen' });
    evidence = await proof(manager, fund.name, 'VOUCHER');
  });

  it('comes from members, resident units and donors', async () => {
    for (const source of ['SOURCE_MEMBER_DUES', 'SOURCE_RESIDENT_UNIT', 'SOURCE_DONATION'])
      expect((await move('receive', 100_000, { source })).status).toBe(200);
    expect(await manager.done(`GET /v1/${fund.name}`)).toMatchObject({ receivedFen: '300000', spentFen: '0' });
  });

  it('is spent by as many as there is money for, however many try at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => move('spend', 10_000)));
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused).toHaveLength(20);
    expect(new Set(refused.map(({ body }) => body.reason))).toEqual(new Set(['FUNDS_EXHAUSTED']));
    expect(await manager.done(`GET /v1/${fund.name}`)).toMatchObject({ receivedFen: '300000', spentFen: '300000' });
  });

  it.each([
    { what: 'less than nothing', verb: 'spend', amount: -1, want: 'INVALID' },
    { what: 'nothing', verb: 'receive', amount: 0, want: 'INVALID' },
    { what: 'half a fen', verb: 'spend', amount: 0.5, want: 'INVALID' },
    { what: 'more than was spent, back', verb: 'refund', amount: 300_001, want: 'REFUND_EXCEEDS_SPENT' },
  ])('$what is refused: $want', async ({ verb, amount, want }) => {
    const { status, body } = await move(verb, amount, {
      reason: '退货',
      ...(verb === 'receive' && { source: 'SOURCE_DONATION' }),
    });
    expect([status >= 400, body.reason]).toEqual([true, want]);
    expect([body.texts.zh, body.texts.en].every((text) => text !== '')).toBe(true);
  });

  it('comes back, and is closed when nothing is left', async () => {
    expect((await move('refund', 50_000, { reason: '退货' })).body).toMatchObject({ spentFen: '250000' });
    const early = await manager.ask(`POST /v1/${fund.name}:close`, { body: { reason: '年度结束' }, headers: ifAny });
    expect(early.body).toMatchObject({ reason: 'FUND_NOT_SPENT', facts: { left_fen: '50000' } });
    await move('spend', 50_000);
    expect(await manager.done(`POST /v1/${fund.name}:close`, { reason: '年度结束' }, ifAny)).toMatchObject({
      state: 'STATE_CLOSED',
    });
    const ledger = await manager.all(`/v1/${fund.name}/history`, 'changes');
    expect(ledger).toHaveLength(1 + 3 + 30 + 1 + 1 + 1);
  });
});
