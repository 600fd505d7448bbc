import { aheadOf } from '../clock/clock-file.ts';
import { Mistake, read, usageOf } from '../command/command.ts';

/** What `npm start` was asked for. */
export interface Command {
  readonly reset: boolean;
  readonly only: string | undefined;
  readonly sample: boolean;
  /** By how many ms its clock is ahead; undefined where it is the machine's. */
  readonly aheadMs: number | undefined;
  readonly help: boolean;
}

const spec = {
  usage: 'npm start -- [options]',
  options: {
    reset: { type: 'boolean', default: false, says: 'first empty .doorstep/, where the data lies' },
    only: { type: 'string', value: 'SERVICE', says: 'one service with what it needs, instead of all' },
    'no-sample': { type: 'boolean', default: false, says: 'leave an empty store empty' },
    at: { type: 'string', value: 'DAY', says: 'every process believes that it is that day, as 2026-12-31' },
  },
} as const;

export const HELP = `${usageOf(spec)}

Ports: DOORSTEP_PORT_GATEWAY, …_IDENTITY, …_MONGOD, …_REDIS, and one for each service. Each process has an operations port
besides, with /livez, /readyz and /metrics: DOORSTEP_PORT_GATEWAY_OPERATIONS, and so on.
MongoDB and Redis of your own: DOORSTEP_MONGO_URI, DOORSTEP_REDIS_URL.
Pages of your own to which people come back who signed in: DOORSTEP_REDIRECT_URIS, joined by commas.`;

/** Reads the arguments after `--`. Throws a Mistake, one line that names what is not understood. */
export function parseCommand(args: readonly string[]): Command {
  const { values, help } = read(spec, args);
  const { at, only, reset, 'no-sample': empty } = values;
  return { reset, sample: !empty, only, help, aheadMs: at === undefined ? undefined : asDay(at) };
}

function asDay(at: string): number {
  try {
    return aheadOf(at);
  } catch (error) {
    throw new Mistake(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
