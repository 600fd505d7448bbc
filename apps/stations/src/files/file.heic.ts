import { Unreadable, zeros, type ByteSource } from './file.source.js';
import { wipedIn, type Range } from './file.heic-items.js';

/** Boxes are a length, a type, and where the length is 1 a longer one. Source: ISO/IEC 14496-12, 4.2. */
const headBytes = 8;
const mostMeta = 1024 * 1024;
const mostType = 4096;

interface Box {
  readonly head: Buffer;
  readonly type: string;
  /** Infinity where it goes on to the end of the file. */
  readonly length: number;
}

/**
 * A HEIC without what it says of itself: items that are no pictures are emptied, as Exif and XMP, and so is every box at
 * the top that holds none, as a film beside it. Nothing is moved, for pictures are found by where they lie; how one is
 * turned is a property of its own and stays. Source: ISO/IEC 23008-12. Throws Unreadable, also where the pictures come
 * before what says where they lie.
 */
export async function* cleanHeic(source: ByteSource): AsyncGenerator<Buffer> {
  let wiped: readonly Range[] | undefined;
  let at = 0;
  for (let box = await boxOf(source); box !== undefined; box = await boxOf(source)) {
    const { head, type, length } = box;
    if ((at === 0) !== (type === 'ftyp')) throw new Unreadable('no HEIC begins so');
    if (type === 'ftyp' || type === 'meta') {
      if (length > (type === 'meta' ? mostMeta : mostType)) throw new Unreadable('a box that is too long');
      const body = Buffer.from(await source.take(length));
      if (type === 'meta') wiped = wipedIn(body);
      yield head;
      yield body;
    } else if (type === 'mdat') {
      if (wiped === undefined) throw new Unreadable('pictures before what says where they lie');
      yield head;
      yield* without(wiped, at + head.length, passed(source, length));
    } else {
      head.write('free', 4, 'latin1');
      yield head;
      for await (const piece of passed(source, length)) yield* zeros(piece.length);
    }
    at += head.length + length;
  }
  if (wiped === undefined) throw new Unreadable('nothing says where pictures lie');
}

async function boxOf(source: ByteSource): Promise<Box | undefined> {
  const first = await source.some(1);
  if (first.length === 0) return undefined;
  source.unread(first);
  const head = Buffer.from(await source.take(headBytes));
  const type = head.toString('latin1', 4);
  const short = head.readUInt32BE(0);
  if (short === 0) return { head, type, length: Infinity };
  const long = short === 1 ? Buffer.from(await source.take(8)) : undefined;
  const whole = long ? Number(long.readBigUInt64BE(0)) : short;
  const all = long ? Buffer.concat([head, long]) : head;
  if (whole < all.length || !Number.isSafeInteger(whole)) throw new Unreadable('a box of no length');
  return { head: all, type, length: whole - all.length };
}

async function* passed(source: ByteSource, length: number): AsyncGenerator<Buffer> {
  if (length !== Infinity) yield* source.pass(length);
  else for (let some = await source.some(); some.length > 0; some = await source.some()) yield some;
}

/** Pieces that begin at a place of the file, with what lies in the ranges emptied. */
async function* without(ranges: readonly Range[], from: number, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let at = from;
  for await (const piece of pieces) {
    const clean = Buffer.from(piece);
    for (const { start, end } of ranges) clean.fill(0, clamp(start - at, piece.length), clamp(end - at, piece.length));
    at += piece.length;
    yield clean;
  }
}

const clamp = (at: number, most: number): number => Math.max(0, Math.min(at, most));
