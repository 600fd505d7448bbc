import { Unreadable, zeros, type ByteSource } from './file.source.js';
import { exifOf, orientationIn } from './file.orientation.js';

const kept: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'ALPH', 'ICCP', 'ANIM']);
const xmpFlag = 0x04;
const frameHead = 16;
const mostExif = 64 * 1024;

const chunkHead = (type: string, length: number): Buffer => {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(length, 4);
  return head;
};

/**
 * A WebP without what it says of itself: of Exif only how it is turned is left, XMP and unknown chunks are emptied, and
 * whatever stands behind its end is gone. The file says at its begin how long it is, so what is emptied keeps its length.
 * Source: RFC 9649. Throws Unreadable.
 */
export async function* cleanWebp(source: ByteSource): AsyncGenerator<Buffer> {
  const riff = await source.take(12);
  if (riff.toString('latin1', 0, 4) !== 'RIFF' || riff.toString('latin1', 8) !== 'WEBP')
    throw new Unreadable('no WebP');
  yield riff;
  let left = riff.readUInt32LE(4) - 4;
  while (left >= 8) {
    const head = await source.take(8);
    const [type, length] = [head.toString('latin1', 0, 4), head.readUInt32LE(4)];
    // A frame is a head of its own and chunks in it, which are gone through like those around it.
    const size = type === 'ANMF' ? frameHead : length;
    const padding = type === 'ANMF' ? 0 : length % 2;
    if (size + padding > left - 8 || size > length) throw new Unreadable('a chunk longer than the file');
    yield* cleanChunk(source, type, length, size);
    if (padding > 0) yield* source.pass(padding);
    left -= 8 + size + padding;
  }
  yield* zeros(left);
}

async function* cleanChunk(source: ByteSource, type: string, length: number, size: number): AsyncGenerator<Buffer> {
  if (kept.has(type) || type === 'ANMF') {
    yield chunkHead(type, length);
    yield* source.pass(size);
  } else if (type === 'VP8X' && length >= 10) {
    const body = Buffer.from(await source.take(10));
    body[0] = (body[0] ?? 0) & ~xmpFlag;
    yield chunkHead(type, length);
    yield body;
    await source.skip(length - 10);
    yield* zeros(length - 10);
  } else if (type === 'EXIF' && length <= mostExif) {
    const exif = exifOf(orientationIn(await source.take(length)) ?? 1).subarray(0, length);
    yield chunkHead(type, length);
    yield exif.length < 26 ? Buffer.alloc(exif.length) : exif;
    yield* zeros(length - exif.length);
  } else {
    await source.skip(length);
    yield chunkHead('JUNK', length);
    yield* zeros(length);
  }
}
