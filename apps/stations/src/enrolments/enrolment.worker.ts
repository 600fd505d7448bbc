import { Injectable } from '@nestjs/common';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import { Enrolment_State as State, type Enrolment } from '@doorstep/contracts/stations/v1/enrolment.js';
import { Session_State, type Session } from '@doorstep/contracts/stations/v1/session.js';
import type { EventBody } from '@doorstep/events';
import { Config, ownCaller } from '@doorstep/runtime';
import { Store, type Repository, type JointRule } from '@doorstep/store';
import { sessions } from '../sessions/session.store.js';
import { promoteEnrolment, seatEnrolment, type Place } from './enrolment.js';
import { enrolments } from './enrolment.store.js';

/** Seats who was left without an answer, and gives a place that somebody gave back to who waits longest. */
@Injectable()
export class EnrolmentWorker {
  private readonly enrolments: Repository<Enrolment>;
  private readonly sessions: Repository<Session>;

  constructor(
    private readonly store: Store,
    private readonly config: Config,
  ) {
    this.enrolments = store.open(enrolments);
    this.sessions = store.open(sessions);
    store.react('enrolments', async (entry) => {
      if (entry.type === 'enrolments.requested') await this.seat(entry);
      if (entry.type === 'enrolments.cancelled') await this.promote(entry);
    });
  }

  private async seat({ aggregate, eventId }: Entry): Promise<void> {
    const enrolment = await this.enrolments.get(
      this.enrolments.nameIn(aggregate),
      ownCaller(this.config.service, 'enrolments'),
    );
    if (enrolment.state !== State.REQUESTED) return;
    await this.both(enrolment, eventId, (place) =>
      // One whose session was cancelled meanwhile goes along with it.
      place.enrolment.state === State.REQUESTED && place.session.state === Session_State.PUBLISHED
        ? seatEnrolment(place)
        : {},
    );
  }

  /** Judged by when the place was given back, however late that is recorded. */
  private async promote({ aggregate, eventId, body }: Entry): Promise<void> {
    const freed = new Date((JSON.parse(body) as EventBody).effectiveTime);
    const { session } = await this.enrolments.get(
      this.enrolments.nameIn(aggregate),
      ownCaller(this.config.service, 'enrolments'),
    );
    const { state } = await this.sessions.get(session, ownCaller(this.config.service, 'enrolments'));
    if (state !== Session_State.PUBLISHED) return;
    const waiting = await Array.fromAsync(this.enrolments.scan({ session, state: State.WAITING }));
    const at = ({ stateTime }: Enrolment): number => stateTime?.getTime() ?? 0;
    const first = (a: Enrolment, b: Enrolment): number => at(a) - at(b) || (a.name < b.name ? -1 : 1);
    for (const [place, enrolment] of waiting.sort(first).entries())
      await this.both(enrolment, `${eventId}-${String(place)}`, promoteEnrolment, freed);
  }

  private async both(
    { name, session }: Enrolment,
    requestId: string,
    rule: JointRule<Place>,
    since?: Date,
  ): Promise<void> {
    const caller = ownCaller(this.config.service, 'enrolments');
    const both = { enrolment: this.enrolments.at(name), session: this.sessions.at(session) };
    const effectiveTime = since && (await this.notBefore(name, session, since));
    await this.store.transact<Place>({ name, etag: '', requestId, reason: '', effectiveTime }, caller, both, rule);
  }

  /** An instant, or that of the last step of an enrolment and its session where it is later. */
  private async notBefore(enrolment: Enrolment['name'], session: Session['name'], since: Date): Promise<Date> {
    const caller = ownCaller(this.config.service, 'enrolments');
    const both = await Promise.all([this.enrolments.get(enrolment, caller), this.sessions.get(session, caller)]);
    return new Date(Math.max(since.getTime(), ...both.map(({ stateTime }) => stateTime?.getTime() ?? 0)));
  }
}
