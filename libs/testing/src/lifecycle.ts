import { registry } from '@doorstep/access';
import { leadsTo, type Lifecycle } from '@doorstep/domain';
import { serviceName, type ServiceDefinition } from '@doorstep/runtime';
import { expect, it } from '@jest/globals';
import { outcome } from './outcome.js';

interface Named {
  /** Verbs that no RPC bears, because they follow from another noun's. */
  readonly consequences: readonly string[];
  /** States in which a record may rest for good although steps lead on from them; none where absent. */
  readonly rests?: readonly string[];
}

/** Registers the tests that every noun's states must pass: complete, reachable, ending, and each verb somebody's. */
export function provesLifecycle(
  {
    initial,
    arrows,
    move,
  }: Pick<Lifecycle, 'initial' | 'arrows'> & {
    move(record: { name: string; state: string }, verb: never): { state: string };
  },
  definition: ServiceDefinition,
  noun: string,
  { consequences, rests = [] }: Named,
): void {
  const states = Object.keys(arrows);
  const next = (state: string): string[] => Object.values(arrows[state] ?? {}).map(leadsTo);
  const verbs = [...new Set(Object.values(arrows).flatMap((row) => Object.keys(row)))];
  const isRpc = (verb: string): boolean => `${verb}${noun}` in definition;

  it('has the states of the contract', () => {
    const enumeration = registry.getEnum(`${serviceName(definition).replace(/\.\w+$/, '')}.${noun}.State`);
    const stored = enumeration?.values.map(({ name }) => name).filter((name) => name !== 'STATE_UNSPECIFIED');
    expect([...states].sort()).toEqual(stored?.sort());
  });

  it('reaches every state', () => {
    expect([...reachable(initial, next)].sort()).toEqual([...states].sort());
  });

  it('lets no record rest for ever in a state that is not final', () => {
    const last = (state: string): boolean => next(state).length === 0 || rests.includes(state);
    const ends = (state: string): boolean => [...reachable(state, next)].some(last);
    expect(states.filter((state) => !ends(state))).toEqual([]);
  });

  it('leaves no final state', () => {
    const left = states
      .filter((state) => next(state).length === 0)
      .flatMap((state) => verbs.map((verb) => outcome(() => move({ name: 'any', state }, verb as never))));
    expect(left.filter((reached) => reached !== 'WRONG_STATE')).toEqual([]);
  });

  it('has an RPC or a named consequence for every verb, and not both', () => {
    expect(verbs.filter((verb) => !isRpc(verb)).sort()).toEqual([...consequences].sort());
  });
}

function reachable(from: string, next: (state: string) => string[], seen = new Set<string>()): Set<string> {
  if (seen.has(from)) return seen;
  seen.add(from);
  for (const state of next(from)) reachable(state, next, seen);
  return seen;
}
