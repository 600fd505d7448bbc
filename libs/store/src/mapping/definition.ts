import type { Waiting } from '@doorstep/contracts/deadlines/v1/waiting.js';
import type { ClockDefinition, DomainError, Facts, Figure, failure } from '@doorstep/domain';

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

/** What becomes of records when their parent comes to a state, or is removed: they go along, they hold it back, or they stay. */
export type Fate<T, P> = Cascade<T, P> | Restrict | Keep;

/** Those in these states go along. */
export interface Cascade<T, P> {
  readonly cascade: readonly string[];
  /** Pure: the record as it becomes, or as it is where it stays. Takes every one of those states. */
  by(record: T, parent: P, now: Date): T;
}

/** The parent does not come there while there are any in these states. */
export interface Restrict {
  readonly restrict: readonly string[];
  readonly refusal: (facts: Facts) => DomainError;
}

/** They stay, on purpose. */
export interface Keep {
  /** Why. */
  readonly keep: string;
}

/** What a record of a noun has to do with one that a field of it names, its parent. */
export interface Parent<T, P extends Stored = Stored> {
  /** When a record is begun under it, or put under it; whenever it is there where absent. */
  readonly begins?: {
    /** In these states of the parent. */
    readonly while: readonly NonNullable<P['state']>[];
    /** Steps that a record takes only then, too: from a state, to a state, by a verb. */
    readonly steps?: readonly (readonly [from: string, to: string, verb: string])[];
    /** Thrown where the parent stands otherwise. */
    readonly else: (facts: Facts) => DomainError;
  };
  /** By states of the parent to which it may come from those that admit. */
  readonly on: Readonly<Partial<Record<NonNullable<P['state']>, Fate<T, P>>>>;
  /** Where the noun of the parent is one of which records are removed. */
  readonly removed?: Fate<T, P>;
  /** Random ids of persons who are told when a record goes along, beside those whose it is. */
  tells?(record: T): readonly string[];
}

/** What a noun says of each field by which its records refer to others, by its path, `commitments.need`. */
type Parents<T> = Readonly<Record<string, Parent<T> | Keep>>;

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
  /** Its clocks, by name. */
  readonly clocks?: Readonly<Record<string, ClockDefinition<T>>>;
  /** What counts, by the id of each figure that the message declares, as the noun's rules say; nothing while it declares none. */
  readonly counts: Readonly<Record<string, Pick<Figure<T>, 'counts' | 'of'>>>;
  readonly unique?: readonly Unique<T>[];
  /** What becomes of a record whose division is merged into one that has such a record already; it ends where it lies. */
  readonly absorbed?: (record: T, into: string) => T;
  /** What it has to do with the records to which its fields refer: every such field is answered. */
  readonly parents?: Parents<T>;
  /** Indexes for `scan`. */
  readonly indexes?: readonly { readonly [K in keyof T & string]?: 1 | -1 }[];
}

/** Why a record goes along with another, and who is told of it. */
export interface Following {
  /** Name of the record with which it goes. */
  readonly record: string;
  /** Random ids of persons and organisations who are told. */
  readonly tells: readonly string[];
}

/** What every request that creates says besides the draft. */
export interface Creation {
  readonly requestId: string;
  readonly reason: string;
  readonly effectiveTime?: Date | undefined;
  /** Of what the platform does by itself, because of another record. */
  readonly following?: Following | undefined;
}

/** What every request that changes a record says besides its own. */
export interface Change<Name extends string = string> extends Creation {
  readonly name: Name;
  readonly etag: string;
}
