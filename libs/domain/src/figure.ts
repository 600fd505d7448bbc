/** What one record adds to a figure of the county report. The store puts it into every event of the record. */
export interface Figure<T> {
  /** As in the report's list, `needs_collected`. */
  readonly id: string;
  readonly counts: (record: T) => boolean;
  /** Dimensions to break the figure down by, besides division and day. */
  readonly by?: (record: T) => Readonly<Record<string, string>>;
  /** What the record stands for, where that is not itself: a distinct figure counts it once, a median how often. */
  readonly of?: (record: T) => string;
}

/** A record's full row in one figure, zeros included, as events carry it. */
export interface FigureRow {
  readonly figure: string;
  readonly counted: boolean;
  /** Asia/Shanghai day on which the record began to count, `2025-03-04`; empty where it does not. */
  readonly day: string;
  readonly by: Readonly<Record<string, string>>;
  /** What the record stands for; absent where itself. */
  readonly of?: string;
}

type Counting<T, Asks> = { readonly counts: (record: T) => boolean } & ([Asks] extends ['of']
  ? { readonly of: (record: T) => string }
  : { readonly of?: never });

/**
 * What counts, for each figure that the contract declares on the message of a noun, and for no other: nothing where it
 * declares none. `satisfies Counts<Figures['…Need'], Need>`.
 */
export type Counts<F, T> = [keyof F] extends [never]
  ? Readonly<Record<string, never>>
  : { readonly [Id in keyof F]: Counting<T, F[Id]> };
