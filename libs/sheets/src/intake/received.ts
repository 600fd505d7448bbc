import type { LinesRequest } from '@doorstep/contracts/sheets/v1/intake.js';
import { refuse } from '../refusals.js';

/** What a sheet may weigh. */
const mostBytes = 64 * 1024 * 1024;

/** What the first piece of a sheet says, and all pieces, as they arrive. Throws SHEET_BROKEN_OFF, SHEET_TOO_LARGE. */
export async function received(
  pieces: AsyncIterable<LinesRequest>,
): Promise<{ readonly request: LinesRequest; readonly file: AsyncIterable<Uint8Array> }> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) throw refuse.SHEET_BROKEN_OFF();
  const request = first.value;
  const file = async function* (): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    for (let piece = request; ;) {
      bytes += piece.content.length;
      if (bytes > mostBytes) throw refuse.SHEET_TOO_LARGE();
      yield piece.content;
      if (piece.last) return;
      const next = await iterator.next();
      if (next.done === true) throw refuse.SHEET_BROKEN_OFF();
      piece = next.value;
    }
  };
  return { request, file: file() };
}
