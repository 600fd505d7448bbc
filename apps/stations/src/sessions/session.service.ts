import type { Programme } from '@doorstep/contracts/stations/v1/programme.js';
import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/session.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { programmes } from '../programmes/programme.store.js';
import { cancelSession, correctSession, holdSession, planSession, publishSession, reviewSession } from './session.js';
import { sessions } from './session.store.js';

@Serves(contract.SessionServiceService, sessions)
export class SessionService implements Steps<contract.SessionService> {
  private readonly sessions: Repository<contract.Session>;
  private readonly programmes: Repository<Programme>;

  constructor(store: Store) {
    this.sessions = store.open(sessions);
    this.programmes = store.open(programmes);
  }

  createSession(request: contract.CreateSessionRequest, caller: Caller) {
    return this.sessions.create(request, caller, async () => {
      const draft = given(request, 'session');
      const programme = await this.programmes.get(draft.programme, caller);
      return planSession(draft, programme);
    });
  }

  publishSession(request: StepRequest<contract.SessionName>, caller: Caller) {
    return this.sessions.update(request, caller, publishSession);
  }

  holdSession(request: StepRequest<contract.SessionName>, caller: Caller) {
    return this.sessions.update(request, caller, holdSession);
  }

  reviewSession(request: contract.ReviewSessionRequest, caller: Caller) {
    return this.sessions.update(request, caller, (session) => reviewSession(session, request.review));
  }

  correctSession(request: StepRequest<contract.SessionName>, caller: Caller) {
    return this.sessions.update(request, caller, (session) => correctSession(session, request.reason));
  }

  cancelSession(request: StepRequest<contract.SessionName>, caller: Caller) {
    return this.sessions.update(request, caller, (session) => cancelSession(session, request.reason));
  }
}
