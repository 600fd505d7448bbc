/**
 * `npm run tokens -- revoke --token JTI` or `--subject SUBJECT`: from then on every gateway refuses that token, or every
 * token of that person or client that was issued until now. `npm run tokens -- list` says what is revoked. Redis is
 * DOORSTEP_REDIS_URL's; `--longest SECONDS` is the longest life of a token, after which a revocation is over by itself.
 */
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { openRevocations } from './revoke.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    redis: { type: 'string', default: process.env['DOORSTEP_REDIS_URL'] ?? 'redis://127.0.0.1:6479' },
    longest: { type: 'string', default: process.env['DOORSTEP_LONGEST_TOKEN_SECONDS'] ?? '4500' },
    token: { type: 'string' },
    subject: { type: 'string' },
  },
});

const redis = new Redis(values.redis, { maxRetriesPerRequest: 2 });
redis.on('error', () => undefined); // each command says so itself
try {
  const revocations = openRevocations(redis, Number(values.longest));
  const [verb] = positionals;
  if (verb === 'list') for (const line of await revocations.list()) console.log(line);
  else if (verb === 'revoke') console.log(await revocations.revoke(values.token, values.subject));
  else throw new Error('say revoke or list');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  redis.disconnect();
}
