import { describe, expect, it } from '@jest/globals';
import { calendarDays, escalates, hours, workingDays, type ClockDefinition, type Clocks } from './clocks.js';
import { lifecycle, type Arrows } from './lifecycle.js';

type State = 'STATE_UNSPECIFIED' | 'OPEN' | 'KEPT' | 'OVER';
interface Loan {
  readonly name: string;
  readonly state: State;
  readonly borrower: string;
  readonly lender: { readonly organisation: string };
  readonly until?: Date | undefined;
}

const life = lifecycle('OPEN', {
  OPEN: { keep: 'KEPT', lapse: 'OVER' },
  KEPT: { lapse: 'OVER', give: 'OPEN' },
  OVER: {},
} satisfies Arrows<State>);
type Of = Clocks<typeof life, Loan>;

const rule = (loan: Loan): Loan => life.move(loan, 'lapse');
const zh = '期限';

describe('clocks of a noun', () => {
  it('are declared by name, each with its states, its time and its end', () => {
    const clocks = {
      step: { zh, in: { OPEN: workingDays(3), KEPT: workingDays(5) } },
      notice: { zh, in: ['OPEN', 'KEPT'], within: calendarDays(30), pauses: ['KEPT'], tells: 'lender.organisation' },
      term: { zh, in: ['OPEN', 'KEPT'], from: 'until', within: hours(0), verb: 'lapse', rule },
      fetch: { zh, in: { KEPT: hours(48) }, per: 'borrower', verb: 'give', rule },
    } satisfies Of;
    const kinds: Readonly<Record<string, ClockDefinition<Loan>>> = clocks;
    expect(Object.entries(kinds).filter(([, clock]) => escalates(clock))).toEqual([['step', clocks.step]]);
  });

  it('do not compile where one could not run, or not end so', () => {
    const declared: readonly Of[] = [
      // @ts-expect-error -- OPEN does not admit give
      { of: { zh, in: { OPEN: hours(1) }, verb: 'give', rule } },
      // @ts-expect-error -- nor does it in a list
      { of: { zh, in: ['OPEN', 'KEPT'], within: hours(1), verb: 'give', rule } },
      // @ts-expect-error -- there is no such verb
      { of: { zh, in: { OPEN: hours(1) }, verb: 'lend', rule } },
      // @ts-expect-error -- there is no such state
      { of: { zh, in: { LENT: hours(1) } } },
      // @ts-expect-error -- nobody says how the arrow is taken
      { of: { zh, in: { OPEN: hours(1) }, verb: 'lapse' } },
      // @ts-expect-error -- a borrower is no date
      { of: { zh, in: ['OPEN'], within: hours(1), from: 'borrower' } },
      // @ts-expect-error -- nobody says for how long
      { of: { zh, in: ['OPEN'] } },
      // @ts-expect-error -- it tells by a path that leads nowhere
      { of: { zh, in: { OPEN: hours(1) }, tells: 'lender.person' } },
      // @ts-expect-error -- it has no name
      { of: { in: { OPEN: hours(1) } } },
    ];
    expect(declared).toHaveLength(9);
  });
});
