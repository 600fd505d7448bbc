import { randomUUID } from 'node:crypto';
import { registry } from '@doorstep/access';
import type { Role } from '@doorstep/contracts/roles.js';
import { admitted, type Caller } from '@doorstep/domain';
import { ownCaller, serviceName, type ServiceDefinition } from '@doorstep/runtime';
import { Store, type Stored } from '@doorstep/store';
import { beforeAll, expect, it } from '@jest/globals';
import type { Running } from './boot.js';
import { saidBy, type Made, type Making } from './example.js';
import type { Noun } from './nouns.js';
import { reasonOf } from './outcome.js';
import { person } from './person.js';
import { verbsOf } from './ways.js';

const [inside, outside] = ['140930100001', '140930101001'];
const owner = { subject: 'zhao', organisation: 'o1' };

/** Where people stand to a record: who owns it and is named by its guards, of its organisation, or neither. */
const positions = [
  { subject: owner.subject, division: inside },
  { subject: owner.subject, division: outside },
  { subject: 'qian', division: inside },
  { subject: 'qian', division: outside },
  { subject: 'housing', division: outside, organisation: owner.organisation },
];

/** Everybody that a noun's steps tell apart, and somebody whom they do not know. */
function peopleOf({ model: { methods } }: Noun): Caller[] {
  const granted = Object.values(methods).flatMap(({ grants }) => grants.flatMap(([roles]) => roles.split(' ')));
  const roles = [...new Set([...granted, 'member'])].filter((role) => role !== 'service' && role !== 'anybody');
  return roles.flatMap((role) =>
    positions.map(({ subject, division, organisation = '' }) =>
      person(subject, division, [role as Role], { organisation }),
    ),
  );
}

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
class InStore implements Making {
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

/** What a step says besides name, request id and reason; of an update, the record as it becomes. */
async function requestOf({ type, definition, example }: Noun, verb: string, record: Made, make: Making) {
  const said = await saidBy(example, verb, record as never, make);
  const rpc = registry.getService(serviceName(definition))?.method[`${verb}${type}`];
  const whole = rpc?.input.fields.find(({ message }) => message?.name === type);
  return whole ? { [whole.localName]: { ...record, ...said }, updateMask: Object.keys(said) } : said;
}

/** Refusals for role, reach, state, and for what an example says that is no valid request. */
const early = new Set(['NOT_PERMITTED', 'NOT_FOUND', 'WRONG_STATE', 'INVALID', 'MALFORMED']);

/**
 * Proves of every state of every noun, for everybody that its steps tell apart: what the model shows is refused by none
 * of role, reach, state and person; what it hides never succeeds. @param app the service, running.
 */
export function provesAdmission(nouns: readonly Noun[], app: () => Running<ServiceDefinition>): void {
  const cells = nouns.flatMap((noun) =>
    Object.keys(noun.model.arrows)
      .filter((state) => !noun.example.passing?.includes(state))
      .map((state) => ({ collection: noun.plural, state, noun })),
  );
  let make: InStore;
  beforeAll(() => {
    make = new InStore(nouns, app().get(Store));
  });

  /** Everybody of a noun with a client, whose token is made once. */
  const known = new Map<Noun, readonly Asking[]>();
  const askingOf = (noun: Noun): readonly Asking[] => {
    const asking = known.get(noun) ?? peopleOf(noun).map((by) => ({ by, client: app().as(by) as unknown as Client }));
    known.set(noun, asking);
    return asking;
  };

  it.each(cells)('$collection in $state', async ({ noun, state }) => {
    const differences: string[] = [];
    for (const verb of verbsOf(noun)) {
      const made = async () => {
        const record = await make.record(noun.plural, state);
        return { record, said: await requestOf(noun, verb, record, make) };
      };
      let { record, said } = await made();
      const ask = async ({ by, client }: Asking, shown: boolean): Promise<string> => {
        const request = { name: record.name, requestId: randomUUID(), reason: '理由', ...said };
        const answer = await reasonOf(client[`${verb}${noun.type}`]?.(request));
        const wrong = shown ? early.has(answer) || answer === noun.guard(state, verb) : answer === 'answered';
        if (wrong) differences.push(`${nameOf(by)} ${verb}: ${shown ? 'shown' : 'hidden'}, ${answer}`);
        return answer;
      };
      const isShown = ({ by }: Asking): boolean => admitted(noun.model, record as never, by).includes(verb);
      const { shown = [], hidden = [] } = Object.groupBy(askingOf(noun), (one) => (isShown(one) ? 'shown' : 'hidden'));
      // Side by side: none of them changes anything, or it is wrong.
      await Promise.all(hidden.map((one) => ask(one, false)));
      for (const one of shown) if ((await ask(one, true)) === 'answered') ({ record, said } = await made());
    }
    expect(differences).toEqual([]);
  });
}

type Client = Readonly<Record<string, (request: object) => Promise<unknown>>>;
interface Asking {
  readonly by: Caller;
  readonly client: Client;
}

const nameOf = ({ roles, subject, divisions }: Caller): string => `${roles.join()} ${subject} of ${divisions.join()}`;
