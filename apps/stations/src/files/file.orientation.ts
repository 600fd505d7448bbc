const tag = 0x0112;
const short = 3;

/**
 * How a picture is turned, from the TIFF structure that Exif is: 2 to 8; undefined where it stands upright, or nothing
 * proper is said. Source: Exif 2.32, 4.6.4; TIFF 6.0.
 */
export function orientationIn(exif: Buffer): number | undefined {
  const tiff = exif.subarray(0, 6).equals(prefix) ? exif.subarray(6) : exif;
  if (tiff.length < 8) return undefined;
  const order = tiff.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return undefined;
  const u16 = (at: number): number => (order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const first = order === 'II' ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (first + 2 > tiff.length) return undefined;
  const entries = u16(first);
  for (let n = 0; n < entries; n += 1) {
    const at = first + 2 + n * 12;
    if (at + 12 > tiff.length) return undefined;
    if (u16(at) !== tag) continue;
    const value = u16(at + 2) === short ? u16(at + 8) : 0;
    return value >= 2 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** What Exif begins with in a JPEG. */
export const prefix = Buffer.from('Exif\0\0', 'latin1');

/** Exif that says nothing but how a picture is turned. */
export function exifOf(orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('MM\0*', 'latin1');
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(tag, 10);
  tiff.writeUInt16BE(short, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  return tiff;
}
