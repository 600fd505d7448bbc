import { divisionPath, levelOf, type Caller } from '@doorstep/domain';

/** Whose duty a desk is: the role that sits at each of the four levels. */
const duty: Readonly<Record<string, number>> = { county: 1, township: 2, community: 3, station_manager: 4 };

const person = (subject: string): string => `u:${subject}`;
const seat = (level: number, division: string): string => `${String(level)}:${division}`;

/** Keys of a caller: of the desks at which the caller is on duty, and of the caller in person. */
export const keysOf = ({ subject, roles, divisions }: Pick<Caller, 'subject' | 'roles' | 'divisions'>): string[] => [
  person(subject),
  ...roles.flatMap((role) => {
    const { [role]: level } = duty;
    return level === undefined ? [] : divisions.map((division) => seat(level, division));
  }),
];

/**
 * Keys of those for whom something waits. What was given to a person waits for that person alone; everything else for who
 * is on duty at its level, in its division or in one that holds it.
 */
export const waitsFor = (desk: string, assignee: string): string[] =>
  assignee === '' ? divisionPath(desk).map((code) => seat(levelOf(desk), code)) : [person(assignee)];
