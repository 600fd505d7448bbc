import type { Figures } from '@doorstep/contracts/figures.js';
import { type Programme, Programme_Kind as Kind } from '@doorstep/contracts/stations/v1/programme.js';
import { type Session, Session_State as State } from '@doorstep/contracts/stations/v1/session.js';
import { given, lifecycle, reasonRequired, refusals, type Arrows, type Counts } from '@doorstep/domain';

const { PLANNED, PUBLISHED, HELD, REVIEWED, CANCELLED } = State;

export const sessionLife = lifecycle(PLANNED, {
  [PLANNED]: { publish: PUBLISHED, cancel: CANCELLED },
  [PUBLISHED]: { hold: HELD, cancel: CANCELLED },
  [HELD]: { review: REVIEWED, correct: PUBLISHED },
  [REVIEWED]: { correct: PUBLISHED },
  [CANCELLED]: {},
} satisfies Arrows<State>);

const cultural: readonly Kind[] = [Kind.CULTURE, Kind.FESTIVAL];
/** Whether it took place. */
export const tookPlace = ({ state }: Session): boolean => state === HELD || state === REVIEWED;

/** What counts for the figures that the contract declares on a session. */
export const sessionCounts = {
  cultural_activities: { counts: (session) => tookPlace(session) && cultural.includes(session.kind) },
} satisfies Counts<Figures['doorstep.stations.v1.Session'], Session>;

const refuse = refusals({
  NOT_BEGUN: {
    zh: '活动尚未开始',
    en: 'the session has not begun',
    remedy: { zh: '请在活动开始后再办理', en: 'repeat once the session has begun' },
  },
  ATTENDANCE_RECORDED: {
    zh: '已登记到场，请先更正到场记录',
    en: 'somebody is recorded as present: correct that first',
    remedy: { zh: '请先更正到场记录，再取消场次', en: 'correct the attendance first, then repeat' },
  },
});

/** A session as it begins. */
export const planSession = (draft: Session, { station, division, kind }: Programme): Session => ({
  ...draft,
  state: sessionLife.initial,
  station,
  division,
  kind,
});

export const publishSession = (session: Session): Session => sessionLife.move(session, 'publish');

export function holdSession(session: Session, now: Date): Session {
  const held = sessionLife.move(session, 'hold');
  if (given(session, 'startTime') > now) throw refuse.NOT_BEGUN({ session: session.name });
  return held;
}

export const reviewSession = (session: Session, review: string): Session => ({
  ...sessionLife.move(session, 'review'),
  review,
});

/** Takes back that it was held. Nobody attended what did not take place. */
export function correctSession(session: Session, reason: string): Session {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  const corrected = sessionLife.move(session, 'correct');
  if (session.attended > 0)
    throw refuse.ATTENDANCE_RECORDED({ session: session.name, attended: String(session.attended) });
  return { ...corrected, review: '' };
}

export function cancelSession(session: Session, reason: string): Session {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return cancelled(session);
}

/** Nobody has a place, or waits for one, at what does not take place. */
const cancelled = (session: Session): Session => ({
  ...sessionLife.move(session, 'cancel'),
  seated: 0,
  children: 0,
  queued: 0,
});

/** Its programme ended. One that has begun by then took place, and is still to be recorded as held. */
export const endWithProgramme = (session: Session, _: Programme, now: Date): Session =>
  session.state === PUBLISHED && given(session, 'startTime') <= now ? session : cancelled(session);

/** ⚑ Not in the report: children under 14 that one approved staff member looks after at most. */
const childrenPerStaff = 10;

/** Whether there is a place for one more. */
export const hasPlace = ({ seated, capacity, children, staff }: Session, child: boolean): boolean =>
  seated < capacity && (!child || children < staff * childrenPerStaff);

/** One place more taken, or given back. */
export const seat = (session: Session, child: boolean, n: 1 | -1): Session => ({
  ...session,
  seated: session.seated + n,
  children: session.children + (child ? n : 0),
});

/** One more who was there, or one less. */
export const attend = (session: Session, n: 1 | -1): Session => ({ ...session, attended: session.attended + n });

/** One more who waits, or one less. */
export const queue = (session: Session, n: 1 | -1): Session => ({ ...session, queued: session.queued + n });
