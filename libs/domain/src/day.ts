/** A day of the rules and reports: Asia/Shanghai, `2025-03-04`. China keeps UTC+8 all year, since 1991 without summer time. */
export type Day = string;

const shanghaiMs = 8 * 3_600_000;
const dayMs = 86_400_000;

/** The day in Asia/Shanghai on which an instant falls. */
export const dayOf = (instant: Date): Day => new Date(instant.getTime() + shanghaiMs).toISOString().slice(0, 10);

/** The instant at which a day ends in Asia/Shanghai: the first that no longer belongs to it. */
export const endOf = (day: Day): Date => new Date(Date.parse(`${day}T00:00:00Z`) - shanghaiMs + dayMs);

/** The day `n` days later. */
export const addDays = (day: Day, n: number): Day =>
  new Date(Date.parse(`${day}T00:00:00Z`) + n * dayMs).toISOString().slice(0, 10);
