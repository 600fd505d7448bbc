import type { Waiting } from '@doorstep/contracts/deadlines/v1/waiting.js';
import { divisionPath } from './division.js';
import { failure, reasonRequired } from './failure.js';

/** What lies on a desk. */
interface OnDesk {
  readonly name: string;
  readonly division: string;
  readonly waiting?: Waiting | undefined;
}

const notEscalated = failure(
  'FAILED_PRECONDITION',
  'NOT_ESCALATED',
  '该事项未被上交，无法退回下级',
  'the record was not taken to a higher desk, so it cannot be sent back',
  { zh: '请在本级直接办理', en: 'deal with it on this level' },
);

/** The record one level down again, toward its own division. Throws REASON_REQUIRED, NOT_ESCALATED. */
export function sentBack<T extends OnDesk>(record: T, reason: string): T {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  const { name, division, waiting } = record;
  const path = divisionPath(division);
  const below = waiting?.desk ? path[path.indexOf(waiting.desk) + 1] : undefined;
  if (below === undefined) throw notEscalated({ name });
  return { ...record, waiting: { ...waiting, desk: below, assignee: '' } };
}
