import { LunarDay, SolarTerm, type SolarDay } from 'tyme4ts';

/** Days off by law of one year, by feast. */
export interface FeastsOf {
  readonly year: number;
  readonly days: Readonly<Record<string, readonly string[]>>;
}

const [firstYear, lastYear] = [2020, 2050];
/** Since when New Year's Eve and a second day of May are off. Source: 国务院令第795号. */
const ruleOf2024 = 2025;

const text = (day: SolarDay): string =>
  [day.getYear(), day.getMonth(), day.getDay()].map((part) => String(part).padStart(2, '0')).join('-');
const lunar = (year: number, month: number, day: number): SolarDay => LunarDay.fromYmd(year, month, day).getSolarDay();

/**
 * The days off for everybody by 《全国年节及纪念日放假办法》, article 2: of 2024 (国务院令第795号) from 2025 on, of 2013
 * (国务院令第644号) before.
 */
function feastsOf(year: number): FeastsOf {
  const long = year >= ruleOf2024;
  const newYear = lunar(year, 1, 1);
  const from = (monthAndDay: string, count: number): string[] =>
    Array.from({ length: count }, (_, at) => `${String(year)}-${monthAndDay}-${String(at + 1).padStart(2, '0')}`);
  return {
    year,
    days: {
      元旦: from('01', 1),
      春节: (long ? [-1, 0, 1, 2] : [0, 1, 2]).map((n) => text(newYear.next(n))),
      清明节: [text(SolarTerm.fromName(year, '清明').getSolarDay())],
      劳动节: from('05', long ? 2 : 1),
      端午节: [text(lunar(year, 5, 5))],
      中秋节: [text(lunar(year, 8, 15))],
      国庆节: from('10', 3),
    },
  };
}

/** The text of data/calendar/statutory.json: a year a line. */
export function statutoryFile(): string {
  const years = Array.from({ length: lastYear - firstYear + 1 }, (_, at) => JSON.stringify(feastsOf(firstYear + at)));
  const head = {
    source: '《全国年节及纪念日放假办法》第二条: 国务院令第795号 (2024) from 2025 on, 国务院令第644号 (2013) before',
    made: 'by tools/calendar with tyme4ts (MIT licence), checked against lunar-typescript (MIT licence)',
    licence: 'Apache-2.0',
  };
  const lines = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`);
  return ['{', ...lines, '  "years": [', years.map((year) => `    ${year}`).join(',\n'), '  ]', '}', ''].join('\n');
}
