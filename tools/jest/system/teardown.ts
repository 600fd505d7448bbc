import { kept } from '../kept.ts';

/** After the last test of a run, before the servers stop. */
export default async function teardown(): Promise<void> {
  await kept()?.platform?.stop();
}
