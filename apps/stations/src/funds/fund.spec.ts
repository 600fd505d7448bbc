import { describe, expect, it } from '@jest/globals';
import {
  FundServiceService,
  Fund_Source as Source,
  Fund_State as State,
} from '@doorstep/contracts/stations/v1/fund.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { fund } from './fund.example.js';
import { closeFund, fundLife, receiveFund, refundFund, spendFund } from './fund.js';

const voucher = (amountFen: number) => ({ amountFen, evidence: 'evidence/voucher' as const });
const filled = fund({ receivedFen: 10_000, spentFen: 4_000 });

describe('fund', () => {
  provesLifecycle(fundLife, FundServiceService, 'Fund', { consequences: [] });

  it.each([
    { amount: 6_000, want: State.OPEN },
    { amount: 6_001, want: 'FUNDS_EXHAUSTED' },
  ])('of which 60 yuan are left spends $amount fen: $want', ({ amount, want }) => {
    expect(outcome(() => spendFund(filled, voucher(amount)))).toBe(want);
  });

  it.each([
    { amount: 4_000, reason: '退货', want: State.OPEN },
    { amount: 4_001, reason: '退货', want: 'REFUND_EXCEEDS_SPENT' },
    { amount: 1, reason: '', want: 'REASON_REQUIRED' },
  ])('of which 40 yuan are spent takes $amount fen back because of "$reason": $want', ({ amount, reason, want }) => {
    expect(outcome(() => refundFund(filled, voucher(amount), reason))).toBe(want);
  });

  it.each([
    { of: filled, reason: '结清', want: 'FUND_NOT_SPENT' },
    { of: fund({ receivedFen: 1, spentFen: 1 }), reason: '结清', want: State.CLOSED },
    { of: fund({ receivedFen: 1, spentFen: 1 }), reason: '', want: 'REASON_REQUIRED' },
  ])('closes because of "$reason": $want', ({ of, reason, want }) => {
    expect(outcome(() => closeFund(of, reason))).toBe(want);
  });

  it('keeps sums and the last movement, in fen', () => {
    const received = receiveFund(filled, voucher(250), Source.DONATION);
    expect(received).toMatchObject({ receivedFen: 10_250, last: { amountFen: 250, source: Source.DONATION } });
    expect(spendFund(received, voucher(50))).toMatchObject({ spentFen: 4_050, last: { amountFen: -50 } });
    expect(outcome(() => receiveFund(fund({ receivedFen: 1e15 }), voucher(1), Source.DONATION))).toBe(
      'AMOUNT_TOO_LARGE',
    );
    expect(outcome(() => spendFund({ ...filled, state: State.CLOSED }, voucher(1)))).toBe('WRONG_STATE');
  });
});
