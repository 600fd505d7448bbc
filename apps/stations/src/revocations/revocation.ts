import type { Revocation, RevokeTokensRequest } from '@doorstep/contracts/stations/v1/revocation.js';
import { refusals } from '@doorstep/domain';

const refuse = refusals({
  REVOCATION_UNCLEAR: {
    zh: '请填写凭证编号或主体之一，且只填一个',
    en: 'name either a token or a subject, and not both',
    remedy: {
      zh: '请填写 token（凭证编号）或 subject（主体）其中一项',
      en: 'fill in token or subject, one of the two',
    },
  },
});

/** What is revoked now: one token, or all of a subject's that were issued until now. Throws REVOCATION_UNCLEAR. */
export function revocationOf(
  { token, subject }: Pick<RevokeTokensRequest, 'token' | 'subject'>,
  now: Date,
  until: Date,
): Revocation {
  if ((token === '') === (subject === '')) throw refuse.REVOCATION_UNCLEAR();
  return { token, subject, issuedUntil: token === '' ? now : undefined, until };
}
