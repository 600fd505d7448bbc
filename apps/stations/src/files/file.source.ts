/** A file that is not what it says it is, or ends too early. */
export class Unreadable extends Error {}

const none = Buffer.alloc(0);

/** Bytes of a file as they come in, to be taken by number; no more of it is held than was asked for. */
export class ByteSource {
  private readonly pieces: AsyncIterator<Uint8Array, undefined>;
  private held: Buffer = none;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.pieces = pieces[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  }

  /** Exactly so many bytes. Throws Unreadable where the file ends before. */
  async take(length: number): Promise<Buffer> {
    const parts = [this.held];
    let size = this.held.length;
    while (size < length) {
      const piece = await this.next();
      if (piece === undefined) throw new Unreadable('the file ends too early');
      parts.push(piece);
      size += piece.length;
    }
    const all = parts.length === 1 ? this.held : Buffer.concat(parts);
    this.held = all.subarray(length);
    return all.subarray(0, length);
  }

  /** Whatever comes next, some bytes of it; none at the end. */
  async some(most = Infinity): Promise<Buffer> {
    const all = this.held.length > 0 ? this.held : ((await this.next()) ?? none);
    const some = all.subarray(0, most);
    this.held = all.subarray(some.length);
    return some;
  }

  /** Puts bytes back that were taken last. */
  unread(bytes: Buffer): void {
    this.held = this.held.length === 0 ? bytes : Buffer.concat([bytes, this.held]);
  }

  /** So many bytes, piece by piece. Throws Unreadable where the file ends before. */
  async *pass(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0;) {
      const some = await this.some(left);
      if (some.length === 0) throw new Unreadable('the file ends too early');
      left -= some.length;
      yield some;
    }
  }

  /** Lets so many bytes go, or all that is left. */
  async skip(length = Infinity): Promise<void> {
    for (let left = length; left > 0;) {
      const some = await this.some(left);
      if (some.length === 0) {
        if (length === Infinity) return;
        throw new Unreadable('the file ends too early');
      }
      left -= some.length;
    }
  }

  private async next(): Promise<Buffer | undefined> {
    const { done, value } = await this.pieces.next();
    if (done === true) return undefined;
    const { buffer, byteOffset, byteLength } = value;
    return Buffer.from(buffer, byteOffset, byteLength);
  }
}

const zeroBytes = Buffer.alloc(16 * 1024);

/** So many bytes of nothing. */
export function* zeros(length: number): Generator<Buffer> {
  for (let left = length; left > 0; left -= zeroBytes.length) yield zeroBytes.subarray(0, left);
}
