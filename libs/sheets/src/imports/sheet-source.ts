import type { Caller } from '@doorstep/domain';
import type { Sheet } from './import.js';

/** Where sheets are kept; also the token under which it is injected. */
export abstract class SheetSource {
  /** A sheet that the caller sees; the reading is noted. Throws NOT_FOUND. */
  abstract find(name: string, caller: Caller): Promise<Sheet>;
  /** The bytes of a sheet, piece by piece, for the service itself. Throws where it is not there. */
  abstract read(name: string): AsyncIterable<Uint8Array>;
}
