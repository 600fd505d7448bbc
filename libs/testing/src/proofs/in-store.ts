import { randomUUID } from 'node:crypto';
import { ownCaller } from '@doorstep/runtime';
import type { Store, Stored } from '@doorstep/store';
import type { Made, Making } from '../example.js';
import type { Noun } from './nouns.js';

/** The community in which everything is made. */
export const inside = '140930100001';
/** Whose it is. */
export const owner = { subject: 'zhao', organisation: 'o1' };

type Arrow = NonNullable<Noun['model']['arrows'][string]>[string];
const guardPaths = (arrow: Arrow): readonly string[] =>
  typeof arrow === 'string' ? [] : [arrow.onlyBy ?? [], arrow.notBy ?? []].flat();

/** Where a record names who owns it, or takes or must not take a step: the owner stands there, or their organisation. */
function belonging({ model: { owner: owners = [], organisation = [], arrows } }: Noun, record: Stored): object {
  const guards = Object.values(arrows).flatMap((row) => Object.values(row).flatMap(guardPaths));
  return Object.fromEntries(
    [...owners, ...guards, ...organisation].map((path) => {
      const id = organisation.includes(path) ? owner.organisation : owner.subject;
      return [path, Array.isArray((record as never)[path]) ? [id] : id];
    }),
  );
}

const within = (division = ''): string => (division.startsWith(inside) ? division : inside);

/** Makes records straight in the store, each in the state that is asked for, all within one community. */
export class InStore implements Making {
  readonly owner = owner;
  private readonly kept = new Map<string, Promise<Made>>();
  private places = 0;

  constructor(
    private readonly nouns: readonly Noun[],
    private readonly store: Store,
  ) {}

  async record(plural: string, state?: string, over: object = {}): Promise<Made> {
    const noun = this.nouns.find((one) => one.plural === plural);
    // A record of another service: whoever asks for it meets a peer that a test stands in for.
    if (noun === undefined) return { name: `${plural}/${randomUUID()}`, division: inside };
    const { collection, example, model } = noun;
    const blank = example.record();
    const records = this.store.open(collection);
    const { unique = [] } = collection;
    if (unique.length > 0) await records.documents.deleteMany({});
    const made = await records.create(
      { requestId: randomUUID(), reason: '' },
      ownCaller('test', 'examples'),
      async () => ({
        ...blank,
        ...belonging(noun, blank),
        name: `${plural}/${randomUUID()}`,
        etag: '',
        state: state ?? model.initial,
        division: within(blank.division),
        ...(await example.draft?.(this)),
        ...over,
      }),
    );
    return made as unknown as Made;
  }

  create(plural: string, over?: object): Promise<Made> {
    return this.record(plural, undefined, over);
  }

  shared(plural: string, state?: string): Promise<Made> {
    const key = `${plural} ${state ?? ''}`;
    const known = this.kept.get(key) ?? this.record(plural, state);
    this.kept.set(key, known);
    return known;
  }

  newCode(): string {
    this.places += 1;
    return inside + String(this.places).padStart(4, '0');
  }

  compound(): Promise<string> {
    return Promise.resolve(this.newCode());
  }

  evidence(): Promise<string> {
    return Promise.resolve('evidence/e1');
  }

  sheet(): Promise<string> {
    return Promise.resolve('evidence/e2');
  }

  /** Records are where they are to be: nobody need take a step. */
  step(name: string): Promise<Made> {
    return Promise.resolve({ name, division: inside });
  }

  found(plural: string): Promise<Made> {
    throw new Error(`${plural} are not looked for`);
  }

  as(): Making {
    return this;
  }
}
