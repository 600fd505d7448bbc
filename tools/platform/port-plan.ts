import { freePorts, portIsFree } from '../servers/ports.ts';

/** A port for everything that listens, by its name. */
export type PortPlan = ReadonlyMap<string, number>;

const FIXED: Readonly<Record<string, number>> = { gateway: 8080, identity: 8081, mongod: 27117, redis: 26379 };
const FIRST_SERVICE_PORT = 51001;
const FIRST_OPERATIONS_PORT = 52001;

/** What stands for the operations port of an app in a plan. */
export const operationsOf = (app: string): string => `${app}-operations`;

/** Free ports, none of which anybody may rely on: for tests, several platforms at a time. */
export async function ephemeralPorts(names: readonly string[]): Promise<PortPlan> {
  const ports = await freePorts(names.length);
  return new Map(names.map((name, at) => [name, ports[at] ?? 0]));
}

/** The same ports on each start; DOORSTEP_PORT_<NAME> overrides one. Throws a line that names a bad override. */
export function fixedPorts(names: readonly string[], env: NodeJS.ProcessEnv = process.env): PortPlan {
  const [services, operations] = [countingFrom(FIRST_SERVICE_PORT), countingFrom(FIRST_OPERATIONS_PORT)];
  const usual = (name: string): number => FIXED[name] ?? (name.endsWith(operationsOf('')) ? operations() : services());
  return new Map(names.map((name) => [name, overrideOf(name, env) ?? usual(name)]));
}

const countingFrom = (first: number) => (): number => first++;

/** Throws a line that names the first port that somebody else holds, and how to take another. */
export async function assertFree(ports: PortPlan): Promise<void> {
  const free = await Promise.all(
    [...ports].map(async ([name, port]) => ({ name, port, free: await portIsFree(port) })),
  );
  const taken = free.find((one) => !one.free);
  if (taken === undefined) return;
  throw new Error(`port ${taken.port}, meant for ${taken.name}, is in use; ${overrideKey(taken.name)}=… takes another`);
}

const overrideKey = (name: string) => `DOORSTEP_PORT_${name.toUpperCase().replaceAll('-', '_')}`;

function overrideOf(name: string, env: NodeJS.ProcessEnv): number | undefined {
  const key = overrideKey(name);
  const value = env[key];
  if (value === undefined) return undefined;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${key} is not a port: ${value}`);
  return port;
}
