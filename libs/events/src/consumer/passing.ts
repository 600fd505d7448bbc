import { DomainError } from '@doorstep/domain';
import { mongo } from 'mongoose';

const labels = ['TransientTransactionError', 'UnknownTransactionCommitResult', 'RetryableWriteError'];

/** Whether an error is of the surroundings, so that it passes by itself: no reason to set an entry aside. */
export function passes(error: unknown): boolean {
  if (error instanceof DomainError) return error.kind === 'UNAVAILABLE';
  if (error instanceof mongo.MongoNetworkError || error instanceof mongo.MongoServerSelectionError) return true;
  return error instanceof mongo.MongoError && labels.some((label) => error.hasErrorLabel(label));
}
