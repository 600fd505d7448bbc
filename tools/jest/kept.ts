import type { Server } from '../servers/server.ts';

/** What the set-up leaves for the teardown; jest runs both in one process. */
export interface Kept {
  readonly folder: string;
  readonly servers: readonly Server[];
}

const slot = globalThis as { doorstepTests?: Kept };

export const keep = (kept: Kept): void => {
  slot.doorstepTests = kept;
};
export const kept = (): Kept | undefined => slot.doorstepTests;
