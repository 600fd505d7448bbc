import { divisionPath } from './division.js';
import { lets } from './lifecycle.js';

/** What `model.json` says of a noun's steps: who may take them, whose its records are, its arrows and their guards. */
export interface NounModel {
  readonly owner?: string;
  readonly organisations?: string;
  /** By verb, for each grant: roles and reach. */
  readonly acts: Readonly<Record<string, readonly (readonly [roles: string, within: string])[]>>;
  readonly arrows: Readonly<
    Record<
      string,
      Readonly<Record<string, string | { readonly to: string; readonly notBy?: string; readonly onlyBy?: string }>>
    >
  >;
}

/** Who asks, as a token says it. */
export interface Asking {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly divisions: readonly string[];
  readonly organisation: string;
}

/** Verbs that a person may take on a record by role, reach, state and person; what else refuses, refuses with its reason. */
export function admitted(
  noun: NounModel,
  record: object & { readonly state: string; readonly division: string },
  by: Asking,
): string[] {
  const named = (field: string | undefined, id: string): boolean =>
    field !== undefined && id !== '' && [(record as Record<string, unknown>)[field]].flat().includes(id);
  const reaches: Readonly<Record<string, () => boolean>> = {
    DIVISION: () => divisionPath(record.division).some((code) => by.divisions.includes(code)),
    OWNER: () => named(noun.owner, by.subject),
    ORGANISATION: () => named(noun.organisations, by.organisation),
    EVERYWHERE: () => true,
  };
  const granted = (verb: string): boolean =>
    (noun.acts[verb] ?? []).some(
      ([roles, within]) => roles.split(' ').some((role) => by.roles.includes(role)) && reaches[within]?.() === true,
    );
  // A state without an entry admits nothing, never everything.
  return Object.entries(noun.arrows[record.state] ?? {})
    .filter(([verb, arrow]) => granted(verb) && lets(arrow, record, by.subject))
    .map(([verb]) => verb);
}
