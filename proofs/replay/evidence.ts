import type { Send } from './client/requests.ts';

/** The smallest picture there is, for evidence of what is made up. */
export const picture = Uint8Array.from(
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==', 'base64'),
);

/**
 * Evidence behind a step of a record: a made-up picture, uploaded.
 * @param record name of the record.
 * @param step what the evidence shows, `before`; it names the evidence among those about the record.
 * @param kind `PHOTO`, `SCAN`, `MINUTES` or `VOUCHER`.
 * @returns its name.
 */
export async function evidenceFor(send: Send, record: string, step: string, kind = 'PHOTO'): Promise<string> {
  const path = `/v1/evidence?about=${record}&kind=KIND_${kind}&generated=true`;
  return String((await send(`evidence ${record} ${step}`, path, picture))['name']);
}
