import { aheadOf } from '../clock/clock-file.ts';
import { moveDate } from '../clock/moved-date.ts';
import { aheadOfRun } from './ahead.ts';

/** Before each file of a project that has a day of its own, or of a run that has (`--at`). */
const { doorstepDay } = globalThis as { doorstepDay?: string };
const aheadMs = doorstepDay === undefined ? aheadOfRun() : aheadOf(doorstepDay);
moveDate(() => aheadMs);
