import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { fileHeadBytes, openFile, sealedBytes, sealedRange, sealFile } from './chunks.js';
import { keyring } from './sealing.example.js';

const segment = 64 * 1024;
const place = 'evidence/1f';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const whole = async (pieces: AsyncIterable<Uint8Array>): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(pieces));

describe.each(['aes', 'sm'] as const)('a file sealed by suite %s', (name) => {
  const ring = keyring(name);
  const { suite } = ring;
  const { key } = ring.mint(place);
  const sealed = (file: Uint8Array, size = 10_000) => whole(sealFile(suite, key.files, place, inPieces(file, size)));
  const opened = (bytes: Buffer, size = 10_000, options = {}) =>
    whole(
      openFile(
        key.files,
        place,
        bytes.subarray(0, fileHeadBytes),
        inPieces(bytes.subarray(fileHeadBytes), size),
        options,
      ),
    );

  it.each([0, 1, segment - 1, segment, segment + 1, 3 * segment, 3 * segment + 17])(
    'of %d bytes opens, however it comes in pieces',
    async (bytes) => {
      const file = randomBytes(bytes);
      const secret = await sealed(file, 7_777);
      expect(secret).toHaveLength(sealedBytes(bytes));
      for (const size of [1 + Math.floor(secret.length / 3), 65_552, 1_000_000])
        expect((await opened(secret, size)).equals(file)).toBe(true);
    },
  );

  it.each([
    [0, 1],
    [segment - 1, segment + 1],
    [2 * segment, 3 * segment],
    [3 * segment + 5, 3 * segment + 17],
    [100, 3 * segment + 17],
  ])('opens from byte %d to %d by the segments of the range alone', async (from, to) => {
    const file = randomBytes(3 * segment + 17);
    const secret = await sealed(file);
    const range = sealedRange(from, to, file.length);
    const part = inPieces(secret.subarray(range.from, range.to), 9_000);
    const ends = range.to === secret.length;
    const { first } = range;
    const clear = await whole(
      openFile(key.files, place, secret.subarray(0, fileHeadBytes), part, { first, whole: ends }),
    );
    expect(clear.subarray(range.skip, range.skip + to - from).equals(file.subarray(from, to))).toBe(true);
  });

  it('does not open cut off, with segments moved, doubled or left out, or elsewhere', async () => {
    const secret = await sealed(randomBytes(3 * segment));
    const [head, a, b, c] = [0, 1, 2, 3].map((at) =>
      at === 0
        ? secret.subarray(0, fileHeadBytes)
        : secret.subarray(fileHeadBytes + (at - 1) * (segment + 16), fileHeadBytes + at * (segment + 16)),
    ) as [Buffer, Buffer, Buffer, Buffer];
    for (const parts of [[a, b], [b, a, c], [a, a, b, c], [a, c], [a, b, c, c], [a, b, c.subarray(0, 100)], []])
      await expect(opened(Buffer.concat([head, ...parts]))).rejects.toThrow();
    await expect(
      whole(openFile(key.files, 'evidence/2e', head, inPieces(Buffer.concat([a, b, c]), 9_000))),
    ).rejects.toThrow();
  });
});
