import type { DomainError } from '@doorstep/domain';
import { refuse } from '@doorstep/sheets';

/** What the reading of a sheet would refuse, told as soon as it is seen. */
export function refusedEarly(reason: 'SHEET_LOCKED' | 'SHEET_TOO_LARGE'): DomainError {
  const { text } = refuse[reason]();
  return refuse[reason]({ field: 'content' }, [{ field: 'content', rule: 'evidence.sheet_readable', text }]);
}
