import type { Waiting } from '@doorstep/contracts/deadlines/v1/waiting.js';
import type { Figure, Overall, WorkingDays, failure } from '@doorstep/domain';

/** What every stored resource has; the rest of its fields are the proto's. */
export interface Stored {
  name: string;
  etag: string;
  state?: string;
  /** Code of the division in whose jurisdiction it lies. */
  division?: string;
  stateTime?: Date | undefined;
  dueTime?: Date | undefined;
  overdue?: boolean;
  /** On whose desk it lies, where the noun's message has the field. */
  waiting?: Waiting | undefined;
}

/** What a list can be filtered and ordered by; each is served by an index of its own. */
export interface List<T> {
  /** Fields compared for equality, all of them together; none for the list without a filter. */
  readonly by: readonly (keyof T & string)[];
  readonly order: { readonly [K in keyof T & string]?: 1 | -1 };
}

/** "One active …": at most one record may have these values, while it has those of `where`. */
export interface Unique<T> {
  readonly fields: readonly (keyof T & string)[];
  readonly where?: { readonly [K in keyof T]?: string | number | boolean };
  /** Thrown where a second one is written. */
  readonly refusal: ReturnType<typeof failure>;
}

/** First part of the names of a resource: `needs` of `NeedName`. */
type CollectionIn<Name extends string> = string extends Name ? string : Name extends `${infer C}/${string}` ? C : never;

/** How a noun is stored: everything that the store must know of it. */
export interface NounDefinition<T extends Stored> {
  /** First part of the resource names, `needs`. */
  readonly name: CollectionIn<T['name']>;
  /** The generated message: fills what an older document lacks, leaves out what is stored only. */
  readonly message: { fromPartial(object: object): T; encode(record: T): { finish(): Uint8Array } };
  readonly lists: readonly List<T>[];
  /** Division in whose jurisdiction a record lies; the field `division` where absent. */
  readonly division?: (record: T) => string;
  /** How long a record may rest in a state. */
  readonly deadlines?: Readonly<Partial<Record<string, WorkingDays>>>;
  /** How long the whole may take. */
  readonly overall?: Overall<string>;
  /** What counts, by the id of each figure that the message declares. */
  readonly counts?: Readonly<Record<string, Pick<Figure<T>, 'counts' | 'of'>>>;
  readonly unique?: readonly Unique<T>[];
  /** What becomes of a record whose division is merged into one that has such a record already; it ends where it lies. */
  readonly absorbed?: (record: T, into: string) => T;
  /** Indexes for `scan`. */
  readonly indexes?: readonly { readonly [K in keyof T & string]?: 1 | -1 }[];
}

/** What every request that creates says besides the draft. */
export interface Creation {
  readonly requestId: string;
  readonly reason: string;
  readonly effectiveTime?: Date | undefined;
}

/** What every request that changes a record says besides its own. */
export interface Change<Name extends string = string> extends Creation {
  readonly name: Name;
  readonly etag: string;
}
