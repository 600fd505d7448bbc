import { parseArgs } from 'node:util';
import { aheadOf } from '../clock/clock-file.ts';

/** What `npm start` was asked for. */
export interface Command {
  readonly reset: boolean;
  readonly only: string | undefined;
  readonly sample: boolean;
  /** By how many ms its clock is ahead; undefined where it is the machine's. */
  readonly aheadMs: number | undefined;
  readonly help: boolean;
}

export const HELP = `npm start -- [options]

  --reset            first empty .doorstep/, where the data lies
  --only <service>   one service with what it needs, instead of all
  --no-sample        leave an empty store empty
  --at <day>         every process believes that it is that day, as 2026-12-31
  --help             this

Ports: DOORSTEP_PORT_GATEWAY, …_IDENTITY, …_MONGOD, …_REDIS, and one for each service.
MongoDB and Redis of your own: DOORSTEP_MONGO_URI, DOORSTEP_REDIS_URL.
Pages of your own to which people come back who signed in: DOORSTEP_REDIRECT_URIS, joined by commas.`;

/** Reads the arguments after `--`. Throws one line that names what is not understood. */
export function parseCommand(args: readonly string[]): Command {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      reset: { type: 'boolean', default: false },
      only: { type: 'string' },
      at: { type: 'string' },
      sample: { type: 'boolean', default: true },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { at, only, ...more } = values;
  return { ...more, only, aheadMs: at === undefined ? undefined : aheadOf(at) };
}
