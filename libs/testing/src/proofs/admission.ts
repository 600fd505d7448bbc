import { randomUUID } from 'node:crypto';
import { registry } from '@doorstep/access';
import type { Role } from '@doorstep/contracts/roles.js';
import { admitted, type Caller } from '@doorstep/domain';
import { serviceName, type ServiceDefinition } from '@doorstep/runtime';
import { Store } from '@doorstep/store';
import { beforeAll, expect, it } from '@jest/globals';
import type { Running } from '../boot.js';
import { saidBy, type Made, type Making } from '../example.js';
import { InStore, inside, owner } from './in-store.js';
import type { Noun } from './nouns.js';
import { reasonOf } from '../outcome.js';
import { person } from '../person.js';
import { verbsOf } from './ways.js';

const outside = '140930101001';

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
