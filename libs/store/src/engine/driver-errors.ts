import { mongo } from 'mongoose';
import { outcomeUnknown, storeUnavailable } from './refusals.js';

const duplicateKey = 11000;
const writeConcernFailed = 64;

/** The index that a duplicate key broke; undefined where the error is another. A write concern's failure comes first. */
export function brokenIndex(error: unknown): string | undefined {
  if (!(error instanceof mongo.MongoServerError) || hasWriteConcernError(error) || error.code !== duplicateKey)
    return undefined;
  return Object.keys((error['keyPattern'] as object | undefined) ?? {}).join(',');
}

/** Translates what the driver throws into a refusal, by code; others pass as they are. */
function translated(error: unknown): unknown {
  if (error instanceof mongo.MongoServerError && hasWriteConcernError(error)) return outcomeUnknown();
  if (error instanceof mongo.MongoServerSelectionError) return storeUnavailable();
  if (error instanceof mongo.MongoNetworkError) return outcomeUnknown();
  if (error instanceof mongo.MongoError && error.hasErrorLabel('RetryableWriteError')) return outcomeUnknown();
  return error;
}

const hasWriteConcernError = (error: mongo.MongoServerError): boolean =>
  error.code === writeConcernFailed || error['writeConcernError'] !== undefined;

/** Runs a database step and translates what it throws. */
export async function guarded<R>(step: () => Promise<R>): Promise<R> {
  try {
    return await step();
  } catch (error) {
    throw translated(error);
  }
}
