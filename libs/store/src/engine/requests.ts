import { createHash, createHmac } from 'node:crypto';
import type { Caller } from '@doorstep/domain';
import type { Document, Receipt } from '../mapping/document.js';
import { requestReused } from './refusals.js';

const short = (digest: Buffer): string => digest.subarray(0, 15).toString('base64url');

/** Makes receipts with the installation's key. */
export const receipts = (key: Uint8Array) => ({
  /** The receipt of a request that makes version `v`. */
  of: (requestId: string, caller: Caller, v: number): Receipt => ({
    k: short(createHash('sha256').update(caller.subject).update('\0').update(requestId).digest()),
    mac: short(createHmac('sha256', key).update(caller.call.method).update('\0').update(caller.call.digest).digest()),
    v,
  }),
});

/** The receipt of the same request in a document. Throws REQUEST_REUSED where it stands for another body. */
export function repeatOf({ _req }: Pick<Document, '_req'>, receipt: Receipt): Receipt | undefined {
  const known = _req.find(({ k }) => k === receipt.k);
  if (known && known.mac !== receipt.mac) throw requestReused();
  return known;
}
