import { stringify } from 'yaml';
import type { App } from '../platform/apps.ts';

/** The block of the services in the chart's values: its first line, and all that is indented below it. */
const block = /^services:\n(?: .*\n)*/m;

/** The chart's values with the services that there are, and whom each of them calls. Throws where the block is missing. */
export function withServices(values: string, apps: readonly App[]): string {
  if (!block.test(values)) throw new Error('the values of the chart have no services');
  const services = Object.fromEntries(apps.map((app) => [app.name, entryOf(app)]));
  return values.replace(block, stringify({ services }));
}

const entryOf = ({ kind, peers, asks, chart }: App) => ({ kind, calls: [...peers, ...asks].sort(), ...chart });
