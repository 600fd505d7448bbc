import { createHash } from 'node:crypto';
import type { UploadEvidenceRequest } from '@doorstep/contracts/stations/v1/evidence.js';
import { proveType, refuse } from './evidence.js';
import { headBytes, mediaTypeOf } from './media-type.js';

/** What a file turned out to be. */
export interface Facts {
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Looks at a file while it passes: how long it is, what its content is, whether it is what was announced. */
export class Intake {
  private readonly hash = createHash('sha256');
  private readonly head: Buffer[] = [];
  private seen = 0;
  private size = 0;
  private mediaType = '';
  private sha256 = '';

  /** @param mostBytes how long it may be. */
  constructor(
    private readonly announced: Pick<UploadEvidenceRequest, 'kind' | 'mediaType' | 'sha256'>,
    private readonly mostBytes: number,
  ) {}

  /** What it was; once it has passed. */
  get facts(): Facts {
    return { mediaType: this.mediaType, sizeBytes: this.size, sha256: this.sha256 };
  }

  /**
   * Lets the pieces pass. Throws as soon as something is wrong: EVIDENCE_TOO_LARGE, EVIDENCE_EMPTY,
   * EVIDENCE_TYPE_NOT_TAKEN, EVIDENCE_TYPE_MISMATCH, EVIDENCE_DIGEST_MISMATCH.
   */
  async *pass(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      this.size += piece.length;
      if (this.size > this.mostBytes) throw refuse.EVIDENCE_TOO_LARGE({ most_bytes: String(this.mostBytes) });
      this.hash.update(piece);
      this.look(piece);
      yield piece;
    }
    if (this.size === 0) throw refuse.EVIDENCE_EMPTY();
    if (this.mediaType === '') this.judge();
    this.sha256 = this.hash.digest('hex');
    const { sha256 } = this.announced;
    if (sha256 !== '' && sha256 !== this.sha256) throw refuse.EVIDENCE_DIGEST_MISMATCH({ sha256: this.sha256 });
  }

  private look(piece: Uint8Array): void {
    if (this.seen >= headBytes) return;
    this.head.push(Buffer.from(piece.subarray(0, headBytes - this.seen)));
    this.seen += piece.length;
    if (this.seen >= headBytes) this.judge();
  }

  private judge(): void {
    const { kind, mediaType } = this.announced;
    this.mediaType = proveType(mediaTypeOf(Buffer.concat(this.head)), kind, mediaType);
  }
}
