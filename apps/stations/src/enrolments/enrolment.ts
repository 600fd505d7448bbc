import type { Figures } from '@doorstep/contracts/figures.js';
import { type Enrolment, Enrolment_State as State } from '@doorstep/contracts/stations/v1/enrolment.js';
import { type Programme, Programme_Kind as Kind } from '@doorstep/contracts/stations/v1/programme.js';
import { type Session, Session_State } from '@doorstep/contracts/stations/v1/session.js';
import {
  dayOf,
  given,
  lifecycle,
  reasonRequired,
  refusals,
  type Arrows,
  type Day,
  type Counts,
} from '@doorstep/domain';
import { assertRunning } from '../programmes/programme.js';
import { attend, hasPlace, queue, seat, tookPlace } from '../sessions/session.js';

const { REQUESTED, SEATED, WAITING, ATTENDED, CANCELLED } = State;

export const enrolmentLife = lifecycle(REQUESTED, {
  [REQUESTED]: { seat: SEATED, queue: WAITING, cancel: CANCELLED },
  [SEATED]: { attend: ATTENDED, cancel: CANCELLED },
  [WAITING]: { seat: SEATED, cancel: CANCELLED },
  [ATTENDED]: { correct: SEATED },
  [CANCELLED]: { resume: REQUESTED },
} satisfies Arrows<State>);

const attendedAfterSchool = ({ state, kind }: Enrolment): boolean => state === ATTENDED && kind === Kind.AFTER_SCHOOL;

/** What counts for the figures that the contract declares on an enrolment. */
export const enrolmentCounts = {
  after_school_person_times: { counts: attendedAfterSchool },
  after_school_persons: { counts: attendedAfterSchool, of: ({ person }) => person },
} satisfies Counts<Figures['doorstep.stations.v1.Enrolment'], Enrolment>;

export const refuse = refusals({
  BIRTH_DAY_MISSING: {
    zh: '青少年服务须登记出生日期',
    en: 'who comes to a class after school says when they were born',
    remedy: { zh: '请填写参加人的出生日期', en: 'give the day of birth of who takes part' },
  },
  SESSION_NOT_PUBLISHED: {
    zh: '该场次未开放报名',
    en: 'the session is not open to enrolment',
    remedy: { zh: '请选择开放报名的场次', en: 'choose a session that is open to enrolment' },
  },
  SESSION_NOT_HELD: {
    zh: '活动尚未举办，不能登记到场',
    en: 'nobody attends a session that was not held',
    remedy: { zh: '请在活动举办后再登记到场', en: 'record attendance once the session was held' },
  },
  CONSENT_MISSING: {
    zh: '未满十四周岁须有监护人同意',
    en: 'under-14s need the consent of a guardian',
    remedy: {
      zh: '请上传监护人同意书并在报名中引用',
      en: "upload the guardian's consent and name it in the enrolment",
    },
  },
  CONSENT_IS_OPEN: {
    zh: '监护人同意书须以扫描件上传，或标明涉及个人信息',
    en: 'a consent is filed as a scan, or as showing somebody in person, so that it opens to few',
    remedy: { zh: '请将同意书作为扫描件重新上传', en: 'upload the consent again, as a scan' },
  },
  PICKUP_MISSING: {
    zh: '未满十四周岁须登记接送人',
    en: 'under-14s need somebody who picks them up',
    remedy: { zh: '请填写接送人', en: 'name who picks the child up' },
  },
});

/** Age from which a person needs no guardian's consent. Source: PIPL, article 31. */
const ownConsent = 14;

/** Kinds of programme that children come to: whether a guardian is needed must not be left open. */
const forChildren: readonly Kind[] = [Kind.AFTER_SCHOOL];

/** Whether somebody born on a day is under 14 on another; who does not say is not. */
export const isUnder14 = (birthDay: Day, on: Day): boolean =>
  birthDay !== '' && `${String(Number(birthDay.slice(0, 4)) + ownConsent)}${birthDay.slice(4)}` > on;

/** An enrolment as it begins; whether there is a place for it, the session says. */
export function requestEnrolment(draft: Enrolment, session: Session, programme: Programme): Enrolment {
  published(session);
  assertRunning(programme);
  if (forChildren.includes(session.kind) && draft.birthDay === '')
    throw refuse.BIRTH_DAY_MISSING({ field: 'enrolment.birth_day' });
  const under14 = isUnder14(draft.birthDay, dayOf(given(session, 'startTime')));
  if (under14 && draft.consent === '') throw refuse.CONSENT_MISSING({ field: 'enrolment.consent' });
  if (under14 && draft.pickups.length === 0) throw refuse.PICKUP_MISSING({ field: 'enrolment.pickups' });
  return { ...draft, state: enrolmentLife.initial, division: session.division, kind: session.kind, under14 };
}

/** A consent names a child and a guardian. @param personal whether the evidence opens to few. Throws CONSENT_IS_OPEN. */
export function assertConsentClosed(personal: boolean): void {
  if (!personal) throw refuse.CONSENT_IS_OPEN({ field: 'enrolment.consent' });
}

function published(session: Session): void {
  if (session.state !== Session_State.PUBLISHED)
    throw refuse.SESSION_NOT_PUBLISHED({ session: session.name, state: session.state });
}

/** An enrolment and its session, which owns how many places are taken: one command changes both. */
export type Place = Readonly<{ enrolment: Enrolment; session: Session }>;

/** Gives a place, or a place in the waiting list. */
export function seatEnrolment({ enrolment, session }: Place): Place {
  published(session);
  if (!hasPlace(session, enrolment.under14))
    return { enrolment: enrolmentLife.move(enrolment, 'queue'), session: queue(session, 1) };
  return { enrolment: enrolmentLife.move(enrolment, 'seat'), session: seat(session, enrolment.under14, 1) };
}

/** Gives a place to somebody who waits, where there is one and the session is still to come: nobody could be there in time. */
export function promoteEnrolment(place: Place, now: Date): Place {
  const { enrolment, session } = place;
  const toCome = session.state === Session_State.PUBLISHED && now < given(session, 'startTime');
  const open = toCome && hasPlace(session, enrolment.under14);
  if (enrolment.state !== WAITING || !open) return place;
  const seated = seat(queue(session, -1), enrolment.under14, 1);
  return { enrolment: enrolmentLife.move(enrolment, 'seat'), session: seated };
}

/** Gives the place back, where it had one; a session that was cancelled has none any more. */
export function cancelEnrolment({ enrolment, session }: Place): Place {
  const cancelled = enrolmentLife.move(enrolment, 'cancel');
  if (session.state === Session_State.CANCELLED || enrolment.state === REQUESTED)
    return { enrolment: cancelled, session };
  const left = enrolment.state === WAITING ? queue(session, -1) : seat(session, enrolment.under14, -1);
  return { enrolment: cancelled, session: left };
}

/** Its session was cancelled, which has no places any more. */
export const endWithSession = (enrolment: Enrolment): Enrolment => enrolmentLife.move(enrolment, 'cancel');

/** Who cancelled comes again: behind those who wait. */
export function resumeEnrolment({ enrolment, session }: Place, programme: Programme): Place {
  const resumed = enrolmentLife.move(enrolment, 'resume');
  assertRunning(programme);
  return seatEnrolment({ enrolment: resumed, session });
}

/** Who has a place was there: so attendance never exceeds the places. */
export function attendEnrolment({ enrolment, session }: Place): Place {
  const attended = enrolmentLife.move(enrolment, 'attend');
  if (!tookPlace(session)) throw refuse.SESSION_NOT_HELD({ session: session.name });
  return { enrolment: attended, session: attend(session, 1) };
}

/** Takes back that somebody was there. */
export function correctEnrolment({ enrolment, session }: Place, reason: string): Place {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return { enrolment: enrolmentLife.move(enrolment, 'correct'), session: attend(session, -1) };
}
