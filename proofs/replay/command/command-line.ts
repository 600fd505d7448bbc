import { z } from 'zod';
import { Mistake, read, usageOf } from '../../../tools/command/command.ts';
import { greatestScale } from '../county.ts';
import { sampleSeed } from '../sample.ts';

const spec = {
  usage: 'npm run replay -- [options]',
  about: `Tells the year that the county's report speaks of through the public API, and compares the figures with the report.
Ends with 1 where one differs. Told again, it changes nothing.`,
  options: {
    seed: {
      type: 'string',
      value: 'NUMBER',
      default: String(sampleSeed),
      says: `which county: what the report does not name, and who does what when; ${String(sampleSeed)} goes on with npm start's`,
    },
    scale: {
      type: 'string',
      value: 'NUMBER',
      default: '1',
      says: `so many times as many stories, 1 to ${String(greatestScale)}; counts must then be as many times the reported`,
    },
    verify: { type: 'boolean', default: false, says: 'tells nothing, compares only' },
    start: { type: 'boolean', default: false, says: 'on a platform of its own, which is gone afterwards' },
    gateway: { type: 'string', value: 'URL', default: 'http://127.0.0.1:8080', says: 'door of the platform' },
    issuer: { type: 'string', value: 'URL', default: 'http://127.0.0.1:8081', says: 'its identity provider' },
  },
} as const;

export const HELP = usageOf(spec);

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const Options = z.object({
  seed: whole(0, 2 ** 31),
  scale: whole(1, greatestScale),
  verify: z.boolean(),
  start: z.boolean(),
  help: z.boolean(),
  gateway: z.url(),
  issuer: z.url(),
});

/** What `npm run replay` was asked for. */
export type Command = z.infer<typeof Options>;

/** Reads the arguments after `--`. Throws a Mistake, one line that names what is not understood. */
export function parseCommand(args: readonly string[]): Command {
  const { values, help } = read(spec, args);
  const parsed = Options.safeParse({ ...values, help });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Mistake(`--${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}
