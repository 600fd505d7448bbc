export type { Caller, Scope } from './caller.js';
export { pause, recount, resume, ringing, rung, windUp, type Clock, type Overall } from './clock.js';
export { addDays, dayOf, daysOfWeek, earliest, endOf, weekOf, type Day } from './day.js';
export { sentBack } from './desk.js';
export { audience, divisionMerged, divisionPath, levelOf, parentOf, samePlace, within } from './division.js';
export {
  alreadyExists,
  declaredRefusals,
  DomainError,
  failure,
  given,
  notFound,
  reasonRequired,
  refusals,
  type Declared,
  type Facts,
  type Kind,
  type Text,
  type Violation,
} from './failure.js';
export { admitted, type NounModel } from './admitted.js';
export type { Counts, Figure, FigureRow } from './figure.js';
export {
  idsAt,
  leadsTo,
  lets,
  lifecycle,
  workingDays,
  type Arrows,
  type Deadlines,
  type Lifecycle,
  type WorkingDays,
} from './lifecycle.js';
export { workingCalendar, type HolidayYear, type WorkingCalendar } from './working-calendar.js';
