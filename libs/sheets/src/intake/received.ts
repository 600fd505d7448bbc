import type { LinesRequest } from '@doorstep/contracts/sheets/v1/intake.js';
import { refuse } from '../refusals.js';

/** What a sheet may weigh: it is held in memory while it is read. */
const mostBytes = 64 * 1024 * 1024;

/** A sheet, once all of it is there, with what its first piece says. Throws SHEET_BROKEN_OFF, SHEET_TOO_LARGE. */
export async function received(
  pieces: AsyncIterable<LinesRequest>,
): Promise<{ readonly request: LinesRequest; readonly file: Buffer }> {
  const contents: Buffer[] = [];
  let request: LinesRequest | undefined;
  let [bytes, whole] = [0, false];
  for await (const piece of pieces) {
    request ??= piece;
    contents.push(piece.content);
    bytes += piece.content.length;
    if (bytes > mostBytes) throw refuse.SHEET_TOO_LARGE();
    whole = piece.last;
  }
  if (request === undefined || !whole) throw refuse.SHEET_BROKEN_OFF();
  return { request, file: Buffer.concat(contents) };
}
