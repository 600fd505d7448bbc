import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/enrolment.js';
import type { Evidence } from '@doorstep/contracts/stations/v1/evidence.js';
import type { Programme } from '@doorstep/contracts/stations/v1/programme.js';
import type { Session } from '@doorstep/contracts/stations/v1/session.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository, type Change, type JointRule } from '@doorstep/store';
import { isPersonal } from '../evidence/evidence.js';
import { evidence } from '../evidence/evidence.store.js';
import { programmes } from '../programmes/programme.store.js';
import { sessions } from '../sessions/session.store.js';
import {
  assertConsentClosed,
  attendEnrolment,
  cancelEnrolment,
  correctEnrolment,
  requestEnrolment,
  resumeEnrolment,
  seatEnrolment,
  type Place,
} from './enrolment.js';
import { enrolmentName, enrolments } from './enrolment.store.js';

@Serves(contract.EnrolmentServiceService, enrolments)
export class EnrolmentService implements Steps<contract.EnrolmentService> {
  private readonly enrolments: Repository<contract.Enrolment>;
  private readonly sessions: Repository<Session>;
  private readonly programmes: Repository<Programme>;
  private readonly evidence: Repository<Evidence>;

  constructor(private readonly store: Store) {
    this.enrolments = store.open(enrolments);
    this.sessions = store.open(sessions);
    this.programmes = store.open(programmes);
    this.evidence = store.open(evidence);
  }

  /** Two steps, each with a request id of its own: were the second one lost, the worker does it. */
  async createEnrolment(request: contract.CreateEnrolmentRequest, caller: Caller) {
    const draft = given(request, 'enrolment');
    const { name } = await this.enrolments.create(request, caller, async () => {
      const session = await this.sessions.get(draft.session, caller);
      if (await this.evidence.exists(draft.consent)) {
        const consent = await this.evidence.get(draft.consent, { ...caller, scope: 'everywhere', purpose: '' });
        assertConsentClosed(isPersonal(consent));
      }
      const programme = await this.programmes.get(session.programme, caller);
      return { ...requestEnrolment(draft, session, programme), name: enrolmentName(draft) };
    });
    return this.both({ ...request, name, etag: '', requestId: `${request.requestId}-seat` }, caller, (place) =>
      place.enrolment.state === contract.Enrolment_State.REQUESTED ? seatEnrolment(place) : {},
    );
  }

  attendEnrolment(request: StepRequest<contract.EnrolmentName>, caller: Caller) {
    return this.both(request, caller, attendEnrolment);
  }

  correctEnrolment(request: StepRequest<contract.EnrolmentName>, caller: Caller) {
    return this.both(request, caller, (place) => correctEnrolment(place, request.reason));
  }

  cancelEnrolment(request: StepRequest<contract.EnrolmentName>, caller: Caller) {
    return this.both(request, caller, cancelEnrolment);
  }

  async resumeEnrolment(request: StepRequest<contract.EnrolmentName>, caller: Caller) {
    const { session } = await this.enrolments.get(request.name, { ...caller, purpose: '' });
    const { programme } = await this.sessions.get(session, caller);
    const found = await this.programmes.get(programme, caller);
    return this.both(request, caller, (place) => resumeEnrolment(place, found));
  }

  private async both(request: Change<contract.EnrolmentName>, caller: Caller, rule: JointRule<Place>) {
    const { session } = await this.enrolments.get(request.name, { ...caller, purpose: '' });
    const both = { enrolment: this.enrolments.at(request.name), session: this.sessions.at(session) };
    return (await this.store.transact<Place>(request, caller, both, rule)).enrolment;
  }
}
