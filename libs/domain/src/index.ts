export type { Caller, Scope } from './caller.js';
export { pause, ranOut, recount, resume, ringing, rung, tellsTheSame, windUp, type Clock, type Ring } from './clock.js';
export { calendarDays, escalates, hours, workingDays, type ClockDefinition, type Clocks, type Span } from './clocks.js';
export { addDays, dayOf, daysOfWeek, earliest, endOf, isWeekend, weekOf, type Day } from './day.js';
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
export { idsAt, leadsTo, lets, lifecycle, type Arrows, type Lifecycle } from './lifecycle.js';
export { workingCalendar, type HolidayYear, type StatutoryYear, type WorkingCalendar } from './working-calendar.js';
