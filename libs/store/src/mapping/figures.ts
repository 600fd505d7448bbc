import type { Day, Figure, FigureRow } from '@doorstep/domain';

/** Figure → day since which the record counts. */
export type Since = Readonly<Record<string, Day>>;

/**
 * A record's full rows, zeros included. A record counts from the day on which it began to; when it stops and begins
 * again, from the later day.
 * @param day Asia/Shanghai day on which this version takes effect.
 */
export const figureRows = <T>(figures: readonly Figure<T>[], record: T, since: Since, day: Day): readonly FigureRow[] =>
  figures.map((figure) => {
    const counted = figure.counts(record);
    const row = {
      figure: figure.id,
      counted,
      day: counted ? (since[figure.id] ?? day) : '',
      by: figure.by?.(record) ?? {},
    };
    return figure.of ? { ...row, of: figure.of(record) } : row;
  });

/** What the document keeps of the rows. */
export const sinceOf = (rows: readonly FigureRow[]): Since =>
  Object.fromEntries(rows.filter(({ counted }) => counted).map(({ figure, day }) => [figure, day]));
