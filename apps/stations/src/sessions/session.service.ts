import type { Programme } from '@doorstep/contracts/stations/v1/programme.js';
import * as contract from '@doorstep/contracts/stations/v1/session.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Store, type Aggregates } from '@doorstep/store';
import { programmes } from '../programmes/programme.store.js';
import { cancelSession, correctSession, holdSession, planSession, publishSession, reviewSession } from './session.js';
import { sessions } from './session.store.js';

@Serves(contract.SessionServiceService)
export class SessionService implements contract.SessionService {
  private readonly sessions: Aggregates<contract.Session>;
  private readonly programmes: Aggregates<Programme>;

  constructor(store: Store) {
    this.sessions = store.open(sessions);
    this.programmes = store.open(programmes);
  }

  async createSession(request: contract.CreateSessionRequest, caller: Caller) {
    const draft = given(request, 'session');
    const programme = await this.programmes.get(draft.programme, caller);
    return this.sessions.create(request, caller, () => planSession(draft, programme));
  }

  getSession(request: contract.GetSessionRequest, caller: Caller) {
    return this.sessions.get(request.name, caller);
  }

  async listSessions(request: contract.ListSessionsRequest, caller: Caller) {
    const { items, nextPageToken } = await this.sessions.list(request, caller);
    return { sessions: items, nextPageToken };
  }

  publishSession(request: contract.PublishSessionRequest, caller: Caller) {
    return this.sessions.update(request, caller, publishSession);
  }

  holdSession(request: contract.HoldSessionRequest, caller: Caller) {
    return this.sessions.update(request, caller, holdSession);
  }

  reviewSession(request: contract.ReviewSessionRequest, caller: Caller) {
    return this.sessions.update(request, caller, (session) => reviewSession(session, request.review));
  }

  correctSession(request: contract.CorrectSessionRequest, caller: Caller) {
    return this.sessions.update(request, caller, (session) => correctSession(session, request.reason));
  }

  cancelSession(request: contract.CancelSessionRequest, caller: Caller) {
    return this.sessions.update(request, caller, (session) => cancelSession(session, request.reason));
  }

  async listSessionHistory(request: contract.ListSessionHistoryRequest, caller: Caller) {
    const { items, nextPageToken } = await this.sessions.history(request.name, request, caller);
    return { changes: items, nextPageToken };
  }
}
