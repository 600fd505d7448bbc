import * as contract from '@doorstep/contracts/stations/v1/enrolment.js';
import type { Session } from '@doorstep/contracts/stations/v1/session.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Store, type Aggregates, type Change, type JointRule } from '@doorstep/store';
import { sessions } from '../sessions/session.store.js';
import {
  attendEnrolment,
  cancelEnrolment,
  correctEnrolment,
  requestEnrolment,
  resumeEnrolment,
  seatEnrolment,
  type Place,
} from './enrolment.js';
import { enrolmentName, enrolments } from './enrolment.store.js';

@Serves(contract.EnrolmentServiceService)
export class EnrolmentService implements contract.EnrolmentService {
  private readonly enrolments: Aggregates<contract.Enrolment>;
  private readonly sessions: Aggregates<Session>;

  constructor(private readonly store: Store) {
    this.enrolments = store.open(enrolments);
    this.sessions = store.open(sessions);
  }

  /** Two steps, each with a request id of its own: were the second one lost, the worker does it. */
  async createEnrolment(request: contract.CreateEnrolmentRequest, caller: Caller) {
    const draft = given(request, 'enrolment');
    const session = await this.sessions.get(draft.session, caller);
    const { name } = await this.enrolments.create(request, caller, () => {
      return { ...requestEnrolment(draft, session), name: enrolmentName(draft) };
    });
    return this.both({ ...request, name, etag: '', requestId: `${request.requestId}-seat` }, caller, (place) =>
      place.enrolment.state === contract.Enrolment_State.REQUESTED ? seatEnrolment(place) : {},
    );
  }

  getEnrolment(request: contract.GetEnrolmentRequest, caller: Caller) {
    return this.enrolments.get(request.name, caller);
  }

  async listEnrolments(request: contract.ListEnrolmentsRequest, caller: Caller) {
    const { items, nextPageToken } = await this.enrolments.list(request, caller);
    return { enrolments: items, nextPageToken };
  }

  attendEnrolment(request: contract.AttendEnrolmentRequest, caller: Caller) {
    return this.both(request, caller, attendEnrolment);
  }

  correctEnrolment(request: contract.CorrectEnrolmentRequest, caller: Caller) {
    return this.both(request, caller, (place) => correctEnrolment(place, request.reason));
  }

  cancelEnrolment(request: contract.CancelEnrolmentRequest, caller: Caller) {
    return this.both(request, caller, cancelEnrolment);
  }

  resumeEnrolment(request: contract.ResumeEnrolmentRequest, caller: Caller) {
    return this.both(request, caller, resumeEnrolment);
  }

  private async both(request: Change, caller: Caller, rule: JointRule<Place>) {
    const { session } = await this.enrolments.get(request.name, { ...caller, purpose: '' });
    const both = { enrolment: this.enrolments.at(request.name), session: this.sessions.at(session) };
    return (await this.store.transact<Place>(request, caller, both, rule)).enrolment;
  }

  async listEnrolmentHistory(request: contract.ListEnrolmentHistoryRequest, caller: Caller) {
    const { items, nextPageToken } = await this.enrolments.history(request.name, request, caller);
    return { changes: items, nextPageToken };
  }
}
