import { ByteSource } from './file.source.js';
import { cleanHeic } from './file.heic.js';
import { cleanJpeg } from './file.jpeg.js';
import { cleanPng } from './file.png.js';
import { cleanWebp } from './file.webp.js';

const cleaners: Readonly<Record<string, (source: ByteSource) => AsyncGenerator<Buffer>>> = {
  'image/jpeg': cleanJpeg,
  'image/png': cleanPng,
  'image/webp': cleanWebp,
  'image/heic': cleanHeic,
};

/**
 * A file without what a picture says of itself: where and when it was taken, with what, by whom. Files of other types
 * pass as they are. All of the pieces is taken, also what stands behind the end of a picture. Throws Unreadable.
 */
export async function* withoutMetadata(
  mediaType: string,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const clean = cleaners[mediaType];
  if (clean === undefined) yield* pieces;
  else {
    const source = new ByteSource(pieces);
    yield* clean(source);
    await source.skip();
  }
}
