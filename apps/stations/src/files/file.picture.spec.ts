import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { files, jpegOf } from '../evidence/evidence.example.js';
import { Unreadable } from './file.source.js';
import { exifOf, orientationIn, prefix } from './file.orientation.js';
import { withoutMetadata } from './file.picture.js';

const secret = 'N 37.123 E 112.456';

/** A file in pieces of some length. */
async function* inPieces(file: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += length) yield file.subarray(at, at + length);
}
const cleaned = async (type: string, file: Uint8Array, length = file.length): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(withoutMetadata(`image/${type}`, inPieces(file, length))));

/** Exif of little-endian cameras, with a place behind it. */
const exif = (orientation: number): Buffer => {
  const tiff = Buffer.alloc(8 + 2 + 24 + 4);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(2, 8);
  tiff.writeUInt16LE(0x0112, 10);
  tiff.writeUInt16LE(3, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt16LE(orientation, 18);
  tiff.writeUInt16LE(0x8825, 22);
  return Buffer.concat([tiff, Buffer.from(secret)]);
};

const segment = (marker: number, body: Buffer | string): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(Buffer.from(body).length + 2, 2);
  return Buffer.concat([head, Buffer.from(body)]);
};
const icc = segment(0xe2, 'ICC_PROFILE\0\x01\x01colours');
const adobe = segment(0xee, Buffer.from('Adobe\0d\0\0\0\0\x01', 'latin1'));
const jpeg = (orientation: number): Buffer =>
  Buffer.concat([
    jpegOf(Buffer.from([1, 2, 3]), [
      segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
      segment(0xe1, Buffer.concat([prefix, exif(orientation)])),
      segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${secret}`),
      icc,
      segment(0xe2, `MPF\0${secret}`),
      segment(0xed, `Photoshop 3.0\0${secret}`),
      adobe,
      segment(0xfe, secret),
    ]),
    Buffer.from(`a film behind the picture, ${secret}`),
  ]);

const chunk = (type: string, body: Buffer): Buffer => {
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  const named = Buffer.concat([Buffer.from(type), body]);
  length.writeUInt32BE(body.length);
  crc.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, crc]);
};
/** The example with chunks behind its head. */
const png = (orientation: number): Buffer =>
  Buffer.concat([
    files.png.subarray(0, 33),
    chunk('eXIf', exif(orientation)),
    chunk('iTXt', Buffer.from(secret)),
    chunk('tIME', Buffer.from(secret)),
    files.png.subarray(33),
    Buffer.from(secret),
  ]);

const riff = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(type);
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
};
const webp = (orientation: number): Buffer => {
  const parts = [
    riff('VP8X', Buffer.from([0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    riff('VP8 ', Buffer.from('pixels!')),
    riff('EXIF', exif(orientation)),
    riff('XMP ', Buffer.from(secret)),
  ];
  const body = Buffer.concat([Buffer.from('WEBP'), ...parts]);
  return Buffer.concat([riff('RIFF', body), Buffer.from(secret)]);
};

const box = (type: string, ...bodies: (Buffer | string)[]): Buffer => {
  const body = Buffer.concat(bodies.map((part) => Buffer.from(part)));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4);
  return Buffer.concat([head, body]);
};
const u16 = (...values: number[]): Buffer =>
  Buffer.concat(values.map((value) => Buffer.from([value >> 8, value & 255])));
const u32 = (value: number): Buffer => Buffer.concat([u16(value >>> 16), u16(value & 65_535)]);
const full = (version = 0): Buffer => Buffer.from([version, 0, 0, 0]);
/** One picture, its Exif in the file at large, and XMP within `meta`. */
const heic = (): Buffer => {
  const info = (id: number, type: string) => box('infe', full(2), u16(id, 0), type, '\0');
  const ftyp = box('ftyp', 'heic', full(), 'mif1heic');
  const metaOf = (start: number) =>
    box(
      'meta',
      full(),
      box('iinf', full(), u16(3), info(1, 'hvc1'), info(2, 'Exif'), info(3, 'mime')),
      box(
        ...(['iloc', full(1), Buffer.from([0x44, 0]), u16(3)] as const),
        ...[u16(1, 0, 0, 1), u32(start), u32(6)],
        ...[u16(2, 0, 0, 1), u32(start + 6), u32(secret.length)],
        ...[u16(3, 1, 0, 1), u32(0), u32(secret.length)],
      ),
      box('idat', secret, 'grid'),
    );
  const start = ftyp.length + metaOf(0).length + 8;
  return Buffer.concat([ftyp, metaOf(start), box('mdat', 'pixels', secret), box('moov', secret)]);
};

const orientationOf: Readonly<Record<string, (file: Buffer) => number | undefined>> = {
  jpeg: (file) => orientationIn(file.subarray(file.indexOf(prefix))),
  png: (file) => orientationIn(file.subarray(file.indexOf('eXIf') + 4)),
  webp: (file) => orientationIn(file.subarray(file.indexOf('EXIF') + 8)),
};

describe('what a picture says of itself', () => {
  it.each([
    { type: 'jpeg', make: jpeg },
    { type: 'png', make: png },
    { type: 'webp', make: webp },
  ])('of a $type is gone, but for how it is turned', async ({ type, make }) => {
    expect(make(6).includes(secret)).toBe(true);
    const clean = await cleaned(type, make(6));
    expect(clean.includes(secret)).toBe(false);
    expect(orientationOf[type]?.(clean)).toBe(6);
    // However it comes in, and however often: what is clean stays as it is.
    for (const length of [1, 2, 3, 7, 64]) expect(await cleaned(type, make(6), length)).toEqual(clean);
    expect(await cleaned(type, clean)).toEqual(clean);
    expect(orientationOf[type]?.(await cleaned(type, make(1)))).toBeUndefined();
  });

  it('of a camera is gone, previews included, but for how it is turned and the coded picture', async () => {
    const file = await readFile(new URL('./cases/camera.jpg', import.meta.url));
    const says = ['GPS', 'SERIAL', 'LOCATION', 'Invented', 'Firmware', '2026:03', '张三', 'building'];
    expect(says.filter((word) => !file.includes(word))).toEqual([]);
    const clean = await cleaned('jpeg', file);
    expect(says.filter((word) => clean.includes(word))).toEqual([]);
    expect(orientationOf['jpeg']?.(clean)).toBe(6);
    expect(clean.lastIndexOf(Buffer.from([0xff, 0xd8, 0xff]))).toBe(0);
    const picture = clean.subarray(clean.indexOf(Buffer.from([0xff, 0xdb])));
    expect(file.includes(picture)).toBe(true);
    expect(picture.length).toBeGreaterThan(500);
  });

  it('leaves the picture as it was', async () => {
    const clean = await cleaned('jpeg', jpeg(1));
    const jfif = segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1'));
    expect(clean).toEqual(jpegOf(Buffer.from([1, 2, 3]), [jfif, icc, adobe]));
    expect(await cleaned('png', png(1))).toEqual(files.png);
    expect((await cleaned('webp', webp(1))).includes('pixels!')).toBe(true);
  });

  it('of a HEIC is emptied where it lies, and nothing is moved', async () => {
    const file = heic();
    for (const length of [1, 5, file.length]) {
      const clean = await cleaned('heic', file, length);
      expect(clean.length).toBe(file.length);
      expect(clean.includes(secret)).toBe(false);
      expect(clean.indexOf('pixels')).toBe(file.indexOf('pixels'));
      expect(clean.includes('grid')).toBe(true);
    }
  });

  it('goes through coded data of a JPEG, restarts and stuffed bytes included', async () => {
    const scan = Buffer.from([0xff, 0xd8, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 0xff, 0, 0xff, 0xd3, 2]);
    const next = Buffer.from([0xff, 0xff, 0xc4, 0, 3, 9]);
    const file = Buffer.concat([scan, next, segment(0xe1, secret), Buffer.from([0xff, 0xd9])]);
    for (const length of [1, 2, file.length])
      expect(await cleaned('jpeg', file, length)).toEqual(
        Buffer.concat([scan, next.subarray(1), Buffer.from([0xff, 0xd9])]),
      );
  });

  it.each([
    ['jpeg', 'cut off', jpegOf().subarray(0, -2)],
    ['jpeg', 'of nothing but a head', Buffer.from('\xff\xd8\xff\xe0 jpeg', 'latin1')],
    ['png', 'cut off', files.png.subarray(0, -12)],
    ['png', 'without a head', Buffer.concat([files.png.subarray(0, 8), files.png.subarray(33)])],
    ['webp', 'that holds more than it is long', Buffer.from('RIFF\x10\0\0\0WEBPVP8 \xff\0\0\0', 'latin1')],
    ['heic', 'of a head alone', box('ftyp', 'heic')],
    ['heic', 'whose pictures come first', Buffer.concat([box('ftyp', 'heic'), box('mdat', 'pixels')])],
    [
      'heic',
      'whose items are cut off',
      Buffer.concat([box('ftyp', 'heic'), box('meta', full(), box('iinf', full()), box('iloc'))]),
    ],
  ])('of a %s %s nobody can tell: it is refused', async (type, _, file) => {
    await expect(cleaned(type, file)).rejects.toThrow(Unreadable);
  });

  it('of any other file is left alone', async () => {
    expect(Buffer.concat(await Array.fromAsync(withoutMetadata('application/pdf', inPieces(files.pdf, 3))))).toEqual(
      files.pdf,
    );
  });

  it.each([0, 1, 9])('is no turning where Exif says %i', (orientation) => {
    expect(orientationIn(exifOf(orientation))).toBeUndefined();
  });
});
