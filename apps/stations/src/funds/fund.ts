import type { Figures } from '@doorstep/contracts/figures.js';
import type { EvidenceName } from '@doorstep/contracts/names.js';
import {
  type Fund,
  type Fund_Source as Source,
  Fund_Source,
  Fund_State as State,
} from '@doorstep/contracts/stations/v1/fund.js';
import type { Station } from '@doorstep/contracts/stations/v1/station.js';
import { lifecycle, reasonRequired, refusals, type Arrows, type Counts } from '@doorstep/domain';

const { OPEN, CLOSED } = State;

export const fundLife = lifecycle(OPEN, {
  [OPEN]: { receive: OPEN, spend: OPEN, refund: OPEN, close: CLOSED },
  [CLOSED]: {},
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on a fund. */
export const fundCounts = {} satisfies Counts<Figures['doorstep.stations.v1.Fund'], Fund>;

export const refuse = refusals({
  STATION_HAS_FUNDS: {
    zh: '该服务站尚有未结清的专项经费',
    en: 'the station has funds that are not closed yet',
    remedy: {
      zh: '请先结清该站各项专项经费，再关闭服务站',
      en: 'close the funds of the station first, then the station',
    },
  },
  AMOUNT_TOO_LARGE: {
    zh: '累计金额超出上限',
    en: 'the sum is larger than a fund may hold',
    remedy: { zh: '请减少金额，或另立专项', en: 'enter a smaller amount, or open another fund' },
  },
  FUNDS_EXHAUSTED: {
    zh: '该专项余额不足',
    en: 'less is left than is spent',
    remedy: { zh: '请减少支出，或先增拨资金', en: 'spend less, or have more allocated first' },
  },
  REFUND_EXCEEDS_SPENT: {
    zh: '退回金额超过已支出金额',
    en: 'more comes back than was spent',
    remedy: { zh: '请核对退回金额，不得超过已支出金额', en: 'enter no more than was spent' },
  },
  FUND_NOT_SPENT: {
    zh: '该专项尚有余额',
    en: 'the fund is not spent yet',
    remedy: { zh: '请先用完或退回余额，再结清', en: 'spend the rest or give it back, then close the fund' },
  },
});

/** Sums stay exact integers in every language that reads them. */
const maxFen = 1_000_000_000_000_000;

/** A fund as it begins. */
export const openFund = (draft: Fund, { division }: Station): Fund => ({ ...draft, state: fundLife.initial, division });

/** Money and what proves it. */
export interface Voucher {
  /** In fen, above nothing. */
  readonly amountFen: number;
  readonly evidence: EvidenceName;
}

export function receiveFund(fund: Fund, { amountFen, evidence }: Voucher, source: Source): Fund {
  const receivedFen = fund.receivedFen + amountFen;
  if (receivedFen > maxFen) throw refuse.AMOUNT_TOO_LARGE({ field: 'amount_fen' });
  return { ...fundLife.move(fund, 'receive'), receivedFen, last: { amountFen, source, evidence } };
}

/** What is spent never exceeds what came in for the earmark: this rule alone decides, however many spend at once. */
export function spendFund(fund: Fund, { amountFen, evidence }: Voucher): Fund {
  const spent = fundLife.move(fund, 'spend');
  const left = fund.receivedFen - fund.spentFen;
  if (amountFen > left) throw refuse.FUNDS_EXHAUSTED({ field: 'amount_fen', left_fen: String(left) });
  const last = { amountFen: -amountFen, source: Fund_Source.UNSPECIFIED, evidence };
  return { ...spent, spentFen: fund.spentFen + amountFen, last };
}

export function refundFund(fund: Fund, { amountFen, evidence }: Voucher, reason: string): Fund {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  const refunded = fundLife.move(fund, 'refund');
  if (amountFen > fund.spentFen)
    throw refuse.REFUND_EXCEEDS_SPENT({ field: 'amount_fen', spent_fen: String(fund.spentFen) });
  const last = { amountFen, source: Fund_Source.UNSPECIFIED, evidence };
  return { ...refunded, spentFen: fund.spentFen - amountFen, last };
}

export function closeFund(fund: Fund, reason: string): Fund {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  const closed = fundLife.move(fund, 'close');
  const left = fund.receivedFen - fund.spentFen;
  if (left !== 0) throw refuse.FUND_NOT_SPENT({ fund: fund.name, left_fen: String(left) });
  return closed;
}
