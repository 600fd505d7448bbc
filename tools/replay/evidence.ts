import { createHash } from 'node:crypto';

/**
 * The evidence that stands behind a step of a record.
 * @param record name of the record.
 * @param step what the evidence shows, `before`.
 */
export function evidenceFor(record: string, step: string): Promise<string> {
  const id = createHash('sha256').update(`${record} ${step}`).digest('hex').slice(0, 32);
  return Promise.resolve(`evidence/${id}`);
}
