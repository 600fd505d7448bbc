import { audience, divisionPath, levelOf, type Caller } from '@doorstep/domain';

/** Whose duty a desk is: the role that sits at each of the four levels. */
const duty: Readonly<Record<string, number>> = { county: 1, township: 2, community: 3, station_manager: 4 };

const seat = (level: number, division: string): string => `${String(level)}:${division}`;

/** Keys of a caller: of the desks at which the caller is on duty, of the caller in person and of the own organisation. */
export const keysOf = ({
  subject,
  roles,
  divisions,
  organisation,
}: Pick<Caller, 'subject' | 'roles' | 'divisions' | 'organisation'>): string[] => [
  audience.owner(subject),
  ...(organisation === '' ? [] : [audience.organisation(organisation)]),
  ...roles.flatMap((role) => {
    const { [role]: level } = duty;
    return level === undefined ? [] : divisions.map((division) => seat(level, division));
  }),
];

/**
 * Keys of those for whom something waits. What was given to a person waits for that person alone; everything else for who
 * is on duty at its level, in its division or in one that holds it. Organisations that a clock told have it besides.
 */
export const waitsFor = (desk: string, assignee: string, organisations: readonly string[] = []): string[] => [
  ...(assignee === '' ? divisionPath(desk).map((code) => seat(levelOf(desk), code)) : [audience.owner(assignee)]),
  ...new Set(organisations.map(audience.organisation)),
];
