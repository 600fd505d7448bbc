import { written, type Revocation as Registered } from '@doorstep/access';
import { pageSize, pageTokens } from '@doorstep/aip';
import * as contract from '@doorstep/contracts/stations/v1/revocation.js';
import { failure, type Caller } from '@doorstep/domain';
import { Config, overAt, Revocations, Serves } from '@doorstep/runtime';
import { Clock, Database, installationKey, Store } from '@doorstep/store';
import { Inject } from '@nestjs/common';
import { revocationOf } from './revocation.js';

const revocationsUnavailable = failure(
  'UNAVAILABLE',
  'REVOCATIONS_UNAVAILABLE',
  '吊销服务暂时不可用，凭证未被吊销，请稍后再试',
  'Redis does not answer: nothing was revoked; try again',
  {
    zh: '请稍后重试；仍不可用时，请运维人员直接在 Redis 中吊销',
    en: 'repeat; if it stays away, revoke in Redis itself, as the runbook says',
  },
);

/** Tokens that end before their time: kept in Redis alone, for they are over within hours; who did it stands in the journal. */
@Serves(contract.RevocationServiceService)
export class RevocationService implements contract.RevocationService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Database) private readonly database: Database,
    @Inject(Revocations) private readonly revocations: Revocations,
    @Inject(Config) private readonly config: Config,
    @Inject(Clock) private readonly now: () => Date,
  ) {}

  async revokeTokens({ cause, ...request }: contract.RevokeTokensRequest, caller: Caller) {
    const now = this.now();
    const revocation = revocationOf(request, now, overAt(now, this.config.longestTokenSeconds));
    const { token, subject } = revocation;
    await this.store.noteAct('revoking', { token, subject, cause }, caller);
    await this.revocations.revoke(registered(revocation)).catch((cause: unknown) => {
      throw Object.assign(revocationsUnavailable(), { cause });
    });
    return revocation;
  }

  async listRevocations(request: contract.ListRevocationsRequest, { subject }: Caller) {
    const tokens = pageTokens(await installationKey(this.database.db));
    const binding = JSON.stringify(['revocations', subject]);
    const size = pageSize(request.pageSize);
    const [after = ''] = (tokens.read(binding, request.pageToken) ?? []) as [string?];
    const rest = this.revocations
      .at(this.now())
      .map((one) => ({ one, place: written(one) }))
      .filter(({ place }) => place > after);
    const last = rest.length > size ? rest[size - 1] : undefined;
    return {
      revocations: rest.slice(0, size).map(({ one }) => shown(one)),
      nextPageToken: last ? tokens.issue(binding, [last.place]) : '',
    };
  }
}

const shown = (one: Registered): contract.Revocation =>
  one.kind === 'token'
    ? { token: one.token, subject: '', issuedUntil: undefined, until: one.until }
    : { token: '', subject: one.subject, issuedUntil: one.issuedUntil, until: one.until };

function registered({ token, subject, issuedUntil, until = new Date(0) }: contract.Revocation): Registered {
  return issuedUntil === undefined ? { kind: 'token', token, until } : { kind: 'subject', subject, issuedUntil, until };
}
