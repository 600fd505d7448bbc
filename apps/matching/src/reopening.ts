import { failure, given } from '@doorstep/domain';

/** A closed case may be opened again within this time, counted from closing. */
const reopenWindowMs = 90 * 86_400_000;

const reopenWindowOver = failure(
  'FAILED_PRECONDITION',
  'REOPEN_WINDOW_OVER',
  '结案已满 90 天，不能重开',
  'it was closed more than 90 days ago',
  { zh: '请另行登记', en: 'file a new record' },
);

/** Proves that a record that is closed may still be opened again. Throws REOPEN_WINDOW_OVER. */
export function assertReopens(
  closed: { readonly name: string; readonly stateTime?: Date | undefined },
  now: Date,
): void {
  const since = given(closed, 'stateTime');
  if (now.getTime() - since.getTime() > reopenWindowMs) throw reopenWindowOver({ record: closed.name });
}
