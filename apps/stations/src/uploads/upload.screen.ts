import { Scan, ScannerAway, type ClamdAddress } from '../files/file.clamd.js';
import { refuse } from '../evidence/refusals.js';

/** A file on its way past a virus scanner. */
export interface Screening {
  /** Shows it the next piece. Throws EVIDENCE_UNSCANNED. */
  show(piece: Uint8Array): Promise<void>;
  /** The whole was shown. Throws EVIDENCE_INFECTED, EVIDENCE_UNSCANNED. */
  pass(): Promise<void>;
  /** Nobody waits for what it says any more. */
  end(): void;
}

const unscreened: Screening = {
  show: async () => undefined,
  pass: async () => undefined,
  end: () => undefined,
};

/** Begins to screen a file, where there is a scanner. Throws EVIDENCE_UNSCANNED: without it nothing comes in. */
export async function screen(
  clamd: ClamdAddress | undefined,
  onAway: (error: ScannerAway) => void,
): Promise<Screening> {
  if (clamd === undefined) return unscreened;
  const asked = async <T>(step: () => Promise<T>): Promise<T> => {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof ScannerAway)) throw error;
      onAway(error);
      throw refuse.EVIDENCE_UNSCANNED();
    }
  };
  const scan = await asked(() => Scan.begin(clamd));
  return {
    show: (piece) => asked(() => scan.write(piece)),
    pass: async () => {
      const found = await asked(() => scan.verdict());
      if (found !== '') throw refuse.EVIDENCE_INFECTED({ signature: found });
    },
    end: () => scan.drop(),
  };
}
