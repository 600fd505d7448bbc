import { DomainError } from '@doorstep/domain';

/** What a rule led to: the state it reached, or the reason of its refusal. Other errors pass through. */
export function outcome(rule: () => { readonly state: string }): string {
  try {
    return rule().state;
  } catch (error) {
    return reasonIn(error);
  }
}

/** The reason with which a call was refused; `answered` where it was not. Other errors pass through. */
export async function reasonOf(call: Promise<unknown> | undefined): Promise<string> {
  try {
    await call;
    return 'answered';
  } catch (error) {
    return reasonIn(error);
  }
}

function reasonIn(error: unknown): string {
  if (error instanceof DomainError) return error.reason;
  throw error;
}
