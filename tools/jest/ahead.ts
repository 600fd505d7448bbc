/** By how many ms a run is ahead of the machine, as `--at` says. */
export const aheadOfRun = (): number => Number(process.env['DOORSTEP_TEST_AHEAD_MS'] ?? 0);
