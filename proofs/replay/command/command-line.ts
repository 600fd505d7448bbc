import { parseArgs } from 'node:util';
import { z } from 'zod';
import { greatestScale } from '../county.ts';
import { sampleSeed } from '../sample.ts';

export const HELP = `npm run replay -- [options]

Tells the year that the county's report speaks of through the public API, and compares the figures with the report.
Ends with 1 where one differs. Told again, it changes nothing.

  --seed <number>    which county: places that the report does not name, and who does what when (${String(sampleSeed)},
                     the sample county of npm start, which it goes on with)
  --scale <number>   so many times as many stories, 1 to ${String(greatestScale)}; counts must then be as many times the reported (1)
  --verify           tells nothing, compares only
  --start            on a platform of its own, which is gone afterwards
  --gateway <url>    door of the platform (http://127.0.0.1:8080)
  --issuer <url>     its identity provider (http://127.0.0.1:8081)
  --help             this`;

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

/** Reads the arguments after `--`. Throws one line that names what is not understood. */
export function parseCommand(args: readonly string[]): Command {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: String(sampleSeed) },
      scale: { type: 'string', default: '1' },
      verify: { type: 'boolean', default: false },
      start: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      gateway: { type: 'string', default: 'http://127.0.0.1:8080' },
      issuer: { type: 'string', default: 'http://127.0.0.1:8081' },
    },
  });
  const parsed = Options.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`--${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}
