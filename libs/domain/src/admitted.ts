import { divisionPath } from './division.js';
import { idsAt, lets, type Actor } from './lifecycle.js';

type Guarded = { readonly to: string } & { readonly [G in 'notBy' | 'onlyBy']?: string | readonly string[] };

/** What `model.json` says of a noun's steps: who may take them, whose its records are, its arrows and their guards. */
export interface NounModel {
  /** Paths to the fields with the ids of owners and of organisations. */
  readonly owner?: readonly string[];
  readonly organisation?: readonly string[];
  readonly publishedIn?: readonly string[];
  /** The field with the code of the division in which a record lies; `division` where absent. */
  readonly division?: string;
  /** RPCs by their verb; of each grant the roles and what they reach. */
  readonly methods: Readonly<
    Record<string, { readonly grants: readonly (readonly [roles: string, within: string, ...string[]])[] }>
  >;
  readonly arrows: Readonly<Record<string, Readonly<Record<string, string | Guarded>>>>;
}

/** Who asks, as a token says it. */
export interface Asking extends Actor {
  readonly roles: readonly string[];
  readonly divisions: readonly string[];
}

/** Verbs that a person may take on a record by role, reach, state and person; what else refuses, refuses with its reason. */
export function admitted(noun: NounModel, record: object & { readonly state: string }, by: Asking): string[] {
  const named = (paths: readonly string[] = [], id: string): boolean =>
    id !== '' && paths.some((path) => idsAt(record, path).includes(id));
  const reaches: Readonly<Record<string, () => boolean>> = {
    DIVISION: () =>
      idsAt(record, noun.division ?? 'division')
        .flatMap(divisionPath)
        .some((code) => by.divisions.includes(code)),
    OWNER: () => named(noun.owner, by.subject),
    ORGANISATION: () => named(noun.organisation, by.organisation),
    PUBLISHED: () => (noun.publishedIn ?? []).includes(record.state),
    EVERYWHERE: () => true,
  };
  const granted = (verb: string): boolean =>
    (noun.methods[verb]?.grants ?? []).some(
      ([roles, within]) => roles.split(' ').some((role) => by.roles.includes(role)) && reaches[within]?.() === true,
    );
  // A state without an entry admits nothing, never everything.
  return Object.entries(noun.arrows[record.state] ?? {})
    .filter(([verb, arrow]) => granted(verb) && lets(arrow, record, by))
    .map(([verb]) => verb);
}
