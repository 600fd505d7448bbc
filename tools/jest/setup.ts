import { startServers } from './servers.ts';

/** Before the first test of a run. */
export default async function setup(): Promise<void> {
  await startServers();
}
