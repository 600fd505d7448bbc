import { z } from 'zod';
import { followed } from '../clock/clock-file.ts';
import { moveDate } from '../clock/moved-date.ts';
import { startIdentity } from './identity.ts';

const { DOORSTEP_BIND, DOORSTEP_IDENTITY_KEYS, DOORSTEP_PEOPLE, DOORSTEP_AUDIENCE, ...more } = z
  .object({
    DOORSTEP_BIND: z.string().regex(/^.+:\d+$/, 'host:port'),
    DOORSTEP_IDENTITY_KEYS: z.string(),
    DOORSTEP_PEOPLE: z.string(),
    DOORSTEP_APPS: z.string().optional(),
    DOORSTEP_AUDIENCE: z.string().default('doorstep'),
    DOORSTEP_TOKEN_LIFETIME_SECONDS: z.coerce.number().int().min(1).default(3600),
    DOORSTEP_REDIRECT_URIS: z.string().optional(),
    DOORSTEP_CLOCK: z.string().optional(),
  })
  .parse(process.env);

// Its tokens begin and end by the clock of the platform; the library behind it asks `Date` alone.
if (more.DOORSTEP_CLOCK !== undefined) moveDate(followed(more.DOORSTEP_CLOCK));
const bind = new URL(`tcp://${DOORSTEP_BIND}`);
const identity = await startIdentity({
  host: bind.hostname,
  port: Number(bind.port),
  keysDir: DOORSTEP_IDENTITY_KEYS,
  peopleDirs: DOORSTEP_PEOPLE.split(','),
  apps: more.DOORSTEP_APPS?.split(','),
  audience: DOORSTEP_AUDIENCE,
  tokenLifetimeSeconds: more.DOORSTEP_TOKEN_LIFETIME_SECONDS,
  ...(more.DOORSTEP_REDIRECT_URIS && { redirectUris: more.DOORSTEP_REDIRECT_URIS.split(',') }),
});
process.send?.({ ready: true, port: Number(bind.port) });
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    identity.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
