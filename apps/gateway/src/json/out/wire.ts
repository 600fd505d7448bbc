/** Reads the protobuf wire format by position; `position` stands behind what was read last. */
export let position = 0;

/** Wire types of https://protobuf.dev/programming-guides/encoding. */
export const [varint, fixed64, delimited] = [0, 1, 2];
const fixed32 = 5;

/** What is not the wire format, or a form of it that we do not write ourselves: the caller falls back to protobuf-es. */
export class NotOurs extends Error {}

export function seek(at: number): void {
  position = at;
}

/** A varint up to 32 bits; higher bits are dropped, as the wire format asks for int32, enum, bool, tag and length. */
export function small(bytes: Uint8Array): number {
  let byte = bytes[position++] as number;
  if (byte < 128) return byte;
  let value = byte & 127;
  for (let shift = 7; shift < 70; shift += 7) {
    byte = bytes[position++] as number;
    if (shift < 32) value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
  throw new NotOurs('a varint has no end');
}

/** A varint of 64 bits, as two's complement. */
export function large(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = bytes[position++] as number;
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return BigInt.asUintN(64, value);
  }
  throw new NotOurs('a varint has no end');
}

/** A signed varint as a number, exact up to 2⁵³: seven bytes of it hold no more than 49 bits. */
export function whole(bytes: Uint8Array): number {
  const start = position;
  let value = 0;
  for (let factor = 1; position < start + 7; factor *= 128) {
    const byte = bytes[position++] as number;
    if (byte < 128) return value + byte * factor;
    value += (byte & 127) * factor;
  }
  seek(start);
  return Number(BigInt.asIntN(64, large(bytes)));
}

/** `small` moves the position first: `position += small(bytes)` would add to the old one. */
function passBy(length: number): void {
  position += length;
}

/** Passes over a value. */
export function skip(bytes: Uint8Array, wireType: number): void {
  if (wireType === varint) small(bytes);
  else if (wireType === fixed64) position += 8;
  else if (wireType === fixed32) position += 4;
  else if (wireType === delimited) passBy(small(bytes) >>> 0);
  else throw new NotOurs(`wire type ${String(wireType)}`);
}
