import { crc32 } from 'node:zlib';
import { Unreadable, type ByteSource } from './file.source.js';
import { exifOf, orientationIn } from './file.orientation.js';

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Chunks that make the picture, its colours, its size on paper, its animation. Source: PNG, third edition, 11. */
const kept: ReadonlySet<string> = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(' '),
);
const mostExif = 64 * 1024;
const crcBytes = 4;

/**
 * A PNG without what it says of itself: texts, Exif, times, chunks of programs, and whatever stands behind its end; how
 * it is turned stays. Throws Unreadable.
 */
export async function* cleanPng(source: ByteSource): AsyncGenerator<Buffer> {
  if (!(await source.take(signature.length)).equals(signature)) throw new Unreadable('no PNG begins so');
  yield signature;
  for (let first = true; ; first = false) {
    const head = await source.take(8);
    const [length, type] = [head.readUInt32BE(0), head.toString('latin1', 4)];
    if (first !== (type === 'IHDR') || length > 0x7fffffff) throw new Unreadable('a chunk out of place');
    if (kept.has(type)) {
      yield head;
      yield* source.pass(length + crcBytes);
    } else if (type === 'eXIf' && length <= mostExif) {
      const orientation = orientationIn(await source.take(length));
      await source.skip(crcBytes);
      if (orientation !== undefined) yield chunk('eXIf', exifOf(orientation));
    } else await source.skip(length + crcBytes);
    if (type === 'IEND') return;
  }
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(crcBytes)];
  length.writeUInt32BE(body.length);
  crc.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, crc]);
}
