import { isClientRefused, type ServiceToken } from '@doorstep/access';
import { DomainError } from '@doorstep/domain';
import type { HealthIndicatorService } from '@nestjs/terminus';
import { lookWithinMs, told, type Indicator } from './health.js';

/**
 * The issuer, as a service needs it: for a token of its own, without which it can do no command that asks a peer. A
 * refusal lasts until an operator mends the client, so the service is unready once no token is left. An issuer that does
 * not answer comes back by itself, and meanwhile callers bring tokens that were proved: it is told.
 */
export function tokenIndicator(
  terminus: HealthIndicatorService,
  token: Pick<ServiceToken, 'get' | 'holds' | 'trouble'>,
): Indicator {
  return async () => {
    const attempt = terminus.check('issuer').attempt(async () => {
      await token.get().catch((error: unknown) => {
        throw plainly(error);
      });
      if (token.trouble !== undefined) throw plainly(token.trouble);
    });
    const result = await attempt.withTimeout(lookWithinMs);
    const { trouble } = token;
    const helpless = trouble !== undefined && isClientRefused(trouble) && !token.holds;
    return helpless ? result : told(result);
  };
}

/** A refusal as operators read it: its sentence, and what the issuer called it. */
function plainly(error: unknown): Error {
  if (!(error instanceof DomainError)) return new Error('no token');
  const { text, facts } = error;
  return new Error(facts['error'] === undefined ? text.en : `${text.en} (${facts['error']})`);
}
