import type { Platform } from '../platform/platform.ts';
import type { Server } from '../servers/server.ts';

/** What the set-up leaves for the teardown; jest runs both in one process. */
export interface Kept {
  readonly folder: string;
  readonly servers: readonly Server[];
  /** The platform of the system tests; absent in a run without them. */
  readonly platform?: Platform;
}

const slot = globalThis as { doorstepTests?: Kept };

export const keep = (kept: Kept): Kept => (slot.doorstepTests = kept);
export const kept = (): Kept | undefined => slot.doorstepTests;
