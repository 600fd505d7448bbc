/** A record as tests hold one, whoever made it. */
export interface Made {
  readonly name: string;
  readonly division: string;
  readonly [field: string]: unknown;
}

/** Makes records for tests: straight in the store, or step by step through the gateway. */
export interface Making {
  /** Whose the records are that it makes. */
  readonly owner: { readonly subject: string; readonly organisation: string };
  /** A record of a noun by its plural, in a state, `STATE_BUILDING`; as it begins where none is named. */
  record(noun: string, state?: string, over?: object): Promise<Made>;
  /** A record as it begins, by its Create. */
  create(noun: string, over?: object): Promise<Made>;
  /** The same record for all that ask for it. */
  shared(noun: string, state?: string): Promise<Made>;
  /** Takes a record one step on, saying what its example says of the verb, and `over`. */
  step(name: string, verb: string, over?: object): Promise<Made>;
  /** Waits until there is a record of a noun that the filter fits. */
  found(noun: string, filter: string): Promise<Made>;
  /** Name of a kept file about a record. */
  evidence(about: string, kind?: string): Promise<string>;
  /** Name of a kept sheet. */
  sheet(text: string): Promise<string>;
  /** Code of a compound that is not recorded yet. */
  newCode(): string;
  /** Code of a compound of its own, recorded. */
  compound(): Promise<string>;
  /** The same, acting as somebody else. */
  as(subject: string): Making;
}

type Said<T> = object | ((record: T, make: Making) => object | Promise<object>);

/** What every proof and the matrix must know of a noun; the contract and its arrows say the rest. */
export interface Example<T> {
  /** A valid record, overridden where the test speaks. */
  readonly record: (over?: Partial<T>) => T;
  /** What a draft says of other records, which are made first. */
  readonly draft?: (make: Making) => object | Promise<object>;
  /** When a record begins, where that must lie behind. */
  readonly begins?: string;
  /** What each verb says besides name, version, request id and reason. */
  readonly says?: Readonly<Record<string, Said<T>>>;
  /** What must have happened to a record before a verb, where no arrow says so. */
  readonly first?: Readonly<Record<string, (record: T & Made, make: Making) => Promise<unknown>>>;
  /** How a record comes to a state to which no verb of its own leads. @returns its name. */
  readonly reaches?: Readonly<Record<string, (make: Making) => Promise<string>>>;
  /** State in which its organisations see it, where that is not the first. */
  readonly seen?: string;
  /** Noun of the records, by its plural, that its own are about: who does not read such a record does not find them. */
  readonly about?: string;
  /** States that the platform itself leaves at once. */
  readonly passing?: readonly string[];
  /** What a record says of its parent, by the path, where the field of that path alone is not all. */
  readonly under?: Readonly<Record<string, (parent: string) => object>>;
  /** Why no test can bring a record to where a verb succeeds. */
  readonly never?: Readonly<Record<string, string>>;
}

/** What a verb says of a record. */
export const saidBy = async <T>({ says = {} }: Example<T>, verb: string, record: T, make: Making): Promise<object> => {
  const said = says[verb] ?? {};
  return typeof said === 'function' ? (said as (record: T, make: Making) => object)(record, make) : said;
};
