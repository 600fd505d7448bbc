import { randomBytes } from 'node:crypto';
import { nonceBytes, suiteOf, tagBytes, type Suite } from './suite.js';

/**
 * Files in segments of 64 KiB, each sealed by itself, as the STREAM construction does: a random prefix, the segment's
 * number and a mark on the last one make its nonce, so that none can be left out, moved, doubled or cut off, and a range
 * opens without what lies before it.
 */
export const segmentBytes = 64 * 1024;
const sealedSegmentBytes = segmentBytes + tagBytes;
const prefixBytes = nonceBytes - 5;
const version = 1;
/** Version, suite and prefix. */
export const fileHeadBytes = 2 + prefixBytes;

/** Bytes that a file of so many has when it is sealed; an empty one has a segment, too. */
export function sealedBytes(bytes: number): number {
  return fileHeadBytes + bytes + Math.max(1, Math.ceil(bytes / segmentBytes)) * tagBytes;
}

/** Seals a file as it arrives. */
export async function* sealFile(
  suite: Suite,
  key: Uint8Array,
  place: string,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const head = Buffer.concat([Uint8Array.of(version, suite.id), randomBytes(prefixBytes)]);
  yield head;
  let index = 0;
  for await (const { segment, last } of segmentsOf(pieces, segmentBytes)) {
    const nonce = nonceOf(head, index, last);
    yield suite.seal(key, segment, aadOf(head, place), nonce).subarray(nonceBytes);
    index += 1;
  }
}

/** Where the segments of a range lie in the sealed file. */
export interface SealedRange {
  /** Number of the first segment. */
  readonly first: number;
  /** From this byte of the sealed file on. */
  readonly from: number;
  /** Up to, and without, this one. */
  readonly to: number;
  /** Bytes of the first segment that lie before the range. */
  readonly skip: number;
}

/** @param from first byte in clear, @param to the one behind the last, @param bytes of the whole file in clear. */
export function sealedRange(from: number, to: number, bytes: number): SealedRange {
  const first = Math.min(Math.floor(from / segmentBytes), Math.max(0, Math.ceil(bytes / segmentBytes) - 1));
  const behind = Math.max(first + 1, Math.ceil(to / segmentBytes));
  return {
    first,
    from: fileHeadBytes + first * sealedSegmentBytes,
    to: Math.min(fileHeadBytes + behind * sealedSegmentBytes, sealedBytes(bytes)),
    skip: from - first * segmentBytes,
  };
}

/**
 * Opens the segments of a file from one on.
 *
 * @param head its first `fileHeadBytes`.
 * @param pieces what follows from the first of these segments on; where they end before the file does, `whole` is false.
 * Throws where anything of it is not what was sealed under this key for this place.
 */
export async function* openFile(
  key: Uint8Array,
  place: string,
  head: Uint8Array,
  pieces: AsyncIterable<Uint8Array>,
  { first = 0, whole = true }: { first?: number; whole?: boolean } = {},
): AsyncGenerator<Buffer> {
  if (head.length !== fileHeadBytes || head[0] !== version) throw new Error('a sealed file begins otherwise');
  const suite = suiteOf(head[1] ?? 0);
  let index = first;
  for await (const { segment, last } of segmentsOf(pieces, sealedSegmentBytes)) {
    const nonce = nonceOf(head, index, last && whole);
    yield suite.open(key, Buffer.concat([nonce, segment]), aadOf(head, place));
    index += 1;
  }
}

/** Cuts into segments of a size; the last one may be shorter, and of nothing comes one empty. */
async function* segmentsOf(
  pieces: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ readonly segment: Buffer; readonly last: boolean }> {
  let kept = Buffer.alloc(0);
  for await (const piece of pieces) {
    kept = Buffer.concat([kept, piece]);
    // One that is full is kept until more comes: it may be the last.
    let at = 0;
    for (; kept.length - at > size; at += size) yield { segment: kept.subarray(at, at + size), last: false };
    kept = kept.subarray(at);
  }
  yield { segment: kept, last: true };
}

function nonceOf(head: Uint8Array, index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(nonceBytes);
  nonce.set(head.subarray(2, fileHeadBytes));
  nonce.writeUInt32BE(index, prefixBytes);
  nonce[nonceBytes - 1] = last ? 1 : 0;
  return nonce;
}

const aadOf = (head: Uint8Array, place: string): Buffer => Buffer.concat([head, Buffer.from(`file|${place}`)]);
