import { dayOf } from '@doorstep/domain';

/** A quarter of the calendar in Asia/Shanghai, `2025-Q1`; texts sort as quarters do. */
export type Quarter = string;

export const quarterOf = (instant: Date): Quarter => {
  const day = dayOf(instant);
  return `${day.slice(0, 4)}-Q${String(Math.ceil(Number(day.slice(5, 7)) / 3))}`;
};

export const quarterAfter = (quarter: Quarter): Quarter => {
  const [year, n] = [Number(quarter.slice(0, 4)), Number(quarter.slice(-1))];
  return n === 4 ? `${String(year + 1)}-Q1` : `${String(year)}-Q${String(n + 1)}`;
};

/** The instant at which a quarter begins. */
export const beginningOf = (quarter: Quarter): Date => {
  const month = String(3 * Number(quarter.slice(-1)) - 2).padStart(2, '0');
  return new Date(`${quarter.slice(0, 4)}-${month}-01T00:00:00+08:00`);
};
