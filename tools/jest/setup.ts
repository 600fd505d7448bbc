import { startServers } from './servers.ts';
import { isWhole, type Asked } from './whole.ts';

/** Before the first test of a run. */
export default async function setup(asked: Asked): Promise<void> {
  await startServers(isWhole(asked));
}
