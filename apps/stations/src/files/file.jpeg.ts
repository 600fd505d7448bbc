import { Unreadable, type ByteSource } from './file.source.js';
import { exifOf, orientationIn, prefix } from './file.orientation.js';

// Markers. Source: ITU-T T.81, table B.1.
const soi = 0xd8;
const eoi = 0xd9;
const sos = 0xda;
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;
/** Frames, tables, restart interval, number of lines: what a picture is made of. */
const isPicture = (marker: number): boolean => (marker >= 0xc0 && marker <= 0xcf) || (marker >= 0xda && marker <= 0xdf);

const app = (n: number): number => 0xe0 + n;
const startsWith = (body: Buffer, text: string): boolean => body.toString('latin1', 0, text.length) === text;

const segment = (marker: number, body: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};

/**
 * A JPEG without what it says of itself: Exif, XMP, IPTC, comments, thumbnails, and whatever stands behind its end; how
 * it is turned and its colours stay. Source: ITU-T T.81, annex B. Throws Unreadable.
 */
export async function* cleanJpeg(source: ByteSource): AsyncGenerator<Buffer> {
  if ((await markerOf(source)) !== soi) throw new Unreadable('no JPEG begins so');
  yield Buffer.from([0xff, soi]);
  for (let marker = await markerOf(source); marker !== eoi; marker = await markerOf(source)) {
    const length = (await source.take(2)).readUInt16BE(0);
    if (length < 2 || isRestart(marker)) throw new Unreadable('a segment of no length');
    const body = await source.take(length - 2);
    const kept = isPicture(marker) ? body : keptOf(marker, body);
    if (kept) yield segment(marker, kept);
    if (marker === sos) yield* scan(source);
  }
  yield Buffer.from([0xff, eoi]);
}

async function markerOf(source: ByteSource): Promise<number> {
  if ((await source.take(1))[0] !== 0xff) throw new Unreadable('a segment without a marker');
  for (;;) {
    const [marker] = await source.take(1);
    if (marker !== 0xff) return marker ?? 0; // 0xff fills
  }
}

/** What is left of a segment that is no part of the picture itself. */
function keptOf(marker: number, body: Buffer): Buffer | undefined {
  if (marker === app(0) && startsWith(body, 'JFIF\0') && body.length >= 14)
    return Buffer.concat([body.subarray(0, 12), Buffer.alloc(2)]); // without its thumbnail
  if (marker === app(2) && startsWith(body, 'ICC_PROFILE\0')) return body;
  if (marker === app(14) && startsWith(body, 'Adobe')) return body.subarray(0, 12);
  if (marker !== app(1) || !body.subarray(0, prefix.length).equals(prefix)) return undefined;
  const orientation = orientationIn(body);
  return orientation === undefined ? undefined : Buffer.concat([prefix, exifOf(orientation)]);
}

/** Coded data up to the next marker; in it, 0xff is followed by 0 or by the number of a restart. */
async function* scan(source: ByteSource): AsyncGenerator<Buffer> {
  for (;;) {
    const data = await source.some();
    if (data.length === 0) throw new Unreadable('the picture ends too early');
    const at = endOf(data);
    if (at > 0) yield data.subarray(0, at);
    if (at === data.length) continue;
    source.unread(data.subarray(at));
    const two = await source.take(2);
    if (isCoded(two[1])) yield two;
    else return source.unread(two);
  }
}

const isCoded = (follows = 0): boolean => follows === 0 || isRestart(follows);

/** Where coded data ends, or where one cannot tell: at a 0xff that comes last. */
function endOf(data: Buffer): number {
  for (let at = data.indexOf(0xff); at >= 0; at = data.indexOf(0xff, at + 2)) {
    if (at + 1 >= data.length || !isCoded(data[at + 1])) return at;
  }
  return data.length;
}
