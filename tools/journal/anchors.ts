import { createPrivateKey, createPublicKey, sign, verify as verifySignature } from 'node:crypto';
import { z } from 'zod';

/** A journal's head at a moment, signed and kept outside the database: a tail that was cut or rewritten no longer fits. */
export interface SignedAnchor {
  readonly service: string;
  readonly epoch: string;
  readonly seq: number;
  readonly hash: string;
  /** When it was made, ISO 8601, UTC. */
  readonly time: string;
  /** Ed25519 over the fields before it, base64. */
  readonly signature: string;
}

const Line = z.strictObject({
  service: z.string(),
  epoch: z.string(),
  seq: z.int().min(0),
  hash: z.string(),
  time: z.iso.datetime(),
  signature: z.base64(),
});

const signed = ({ service, epoch, seq, hash, time }: Omit<SignedAnchor, 'signature'>): Buffer =>
  Buffer.from(JSON.stringify([service, epoch, seq, hash, time]));

/** Signs a head. @param key Ed25519 private key, PEM. */
export function anchor(head: Omit<SignedAnchor, 'signature'>, key: string): SignedAnchor {
  return { ...head, signature: sign(null, signed(head), createPrivateKey(key)).toString('base64') };
}

/** Reads anchors, one JSON a line. Throws with the line that is malformed or whose signature does not fit the key. */
export function readAnchors(text: string, key: string): readonly SignedAnchor[] {
  const publicKey = createPublicKey(key);
  return text
    .split('\n')
    .map((line, at) => ({ line, number: at + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => {
      const parsed = Line.safeParse(json(line));
      if (!parsed.success) throw new Error(`anchors, line ${number}: is no anchor`);
      const fits = verifySignature(null, signed(parsed.data), publicKey, Buffer.from(parsed.data.signature, 'base64'));
      if (!fits) throw new Error(`anchors, line ${number}: the signature does not fit`);
      return parsed.data;
    });
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
