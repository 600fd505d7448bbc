import { Redis } from 'ioredis';
import { asked, command, Mistake } from '../command/command.ts';
import { redisOption, unanswered } from '../command/servers.ts';
import { openRevocations } from './revoke.ts';

const { values, words } = asked({
  usage: `npm run tokens -- revoke --token JTI
npm run tokens -- revoke --subject SUBJECT
npm run tokens -- list`,
  about: `\`revoke\`: from then on every gateway refuses that token, or every token of that person or client that was issued
until now. \`list\` says what is revoked.`,
  words: 1,
  options: {
    token: { type: 'string', value: 'JTI', says: 'the id of a token' },
    subject: { type: 'string', value: 'SUBJECT', says: 'a person or a client' },
    redis: redisOption,
    longest: {
      ...{ type: 'string', value: 'SECONDS', default: process.env['DOORSTEP_LONGEST_TOKEN_SECONDS'] ?? '4500' },
      says: 'the longest life of a token, after which a revocation is over by itself',
    },
  },
});

await command(async () => {
  const [verb] = words;
  if (verb !== 'list' && verb !== 'revoke') throw new Mistake('say revoke or list');
  const redis = new Redis(values.redis, { maxRetriesPerRequest: 0, connectTimeout: 5_000, lazyConnect: true });
  redis.on('error', () => undefined); // it is said below
  try {
    await redis.connect().catch(() => {
      throw unanswered('Redis', values.redis, 'DOORSTEP_REDIS_URL', '--redis');
    });
    const revocations = openRevocations(redis, Number(values.longest));
    if (verb === 'list') for (const line of await revocations.list()) console.log(line);
    else console.log(await revocations.revoke(values.token, values.subject));
  } finally {
    redis.disconnect();
  }
});
