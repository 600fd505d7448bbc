import { createHash } from 'node:crypto';
import { Evidence_Kind as Kind, type UploadEvidenceRequest } from '@doorstep/contracts/stations/v1/evidence.js';
import { Unreadable } from '../files/file.source.js';
import { withoutMetadata } from '../files/file.picture.js';
import { most } from '@doorstep/sheets';
import { compoundOf, compoundSignature } from '../files/file.compound.js';
import { officeTypeOf, tailBytes, unreadable, type Ends } from '../files/file.workbook.js';
import { proveType, takes, takesArchives } from '../evidence/evidence.js';
import { refuse } from '../evidence/refusals.js';
import { refusedEarly } from './upload.early.js';
import type { Screening } from './upload.screen.js';
import { headBytes, mediaTypeOf } from '../evidence/media-type.js';

/** What is kept of a file. */
export interface Facts {
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** What a file passes on its way in. */
export interface Checks {
  /** How long it may be. */
  readonly mostBytes: number;
  readonly screening: Screening;
  /** Draws on budgets. Throws EVIDENCE_BUDGET_SPENT. */
  spend(bytes: number): Promise<void>;
}

/** Budgets are drawn on by so much at a time, so that a file costs few writes. */
const spentAtOnce = 1024 * 1024;

/** Looks at a file while it passes: how long it is, what its content is, whether it is what was announced. */
export class Intake {
  private readonly sent = createHash('sha256');
  private readonly kept = createHash('sha256');
  private head: Buffer = Buffer.alloc(0);
  private tail: Buffer = Buffer.alloc(0);
  private sizeSent = 0;
  private sizeKept = 0;
  private spent = 0;
  private mediaType = '';
  private sha256 = '';

  constructor(
    private readonly announced: Pick<UploadEvidenceRequest, 'kind' | 'mediaType' | 'sha256'>,
    private readonly checks: Checks,
  ) {}

  /** What is kept of it; once it has passed. */
  get facts(): Facts {
    return { mediaType: this.mediaType, sizeBytes: this.sizeKept, sha256: this.sha256 };
  }

  /**
   * What is kept, piece by piece. Throws as soon as something is wrong: EVIDENCE_TOO_LARGE, EVIDENCE_EMPTY,
   * EVIDENCE_TYPE_NOT_TAKEN, EVIDENCE_TYPE_MISMATCH, EVIDENCE_UNREADABLE, EVIDENCE_DIGEST_MISMATCH, EVIDENCE_INFECTED,
   * EVIDENCE_UNSCANNED, EVIDENCE_BUDGET_SPENT, SHEET_LOCKED, SHEET_TOO_LARGE.
   */
  async *pass(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const looked = this.look(pieces);
    const first = await this.begin(looked);
    const all = (async function* () {
      yield* first;
      yield* looked;
    })();
    for await (const piece of readable(withoutMetadata(this.mediaType, all), this.mediaType)) {
      this.kept.update(piece);
      this.sizeKept += piece.length;
      if (this.sizeKept - this.spent >= spentAtOnce) await this.spend();
      yield piece;
    }
    this.end();
    await this.checks.screening.pass();
    await this.spend();
    this.sha256 = this.kept.digest('hex');
  }

  /** The file as it was sent: measured, and shown to the scanner. */
  private async *look(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
    const { mostBytes, screening } = this.checks;
    for await (const piece of pieces) {
      this.sizeSent += piece.length;
      if (this.sizeSent > mostBytes) throw refuse.EVIDENCE_TOO_LARGE({ most_bytes: String(mostBytes) });
      this.sent.update(piece);
      await screening.show(piece);
      this.remember(piece);
      yield piece;
    }
  }

  private remember(piece: Uint8Array): void {
    if (this.head.length < headBytes)
      this.head = Buffer.concat([this.head, piece.subarray(0, headBytes - this.head.length)]);
    if (!this.isArchive && !this.isCompound) return;
    this.tail = Buffer.concat([this.tail, piece]);
    if (this.tail.length > tailBytes) this.tail = this.tail.subarray(-tailBytes);
  }

  /** What an archive is, its end tells; what cannot be one is judged by its beginning. */
  private get isArchive(): boolean {
    return this.head.toString('latin1', 0, 2) === 'PK' && takesArchives(this.announced.kind);
  }

  /** A sheet of before 2007, or something else that looks like one at its beginning. */
  private get isCompound(): boolean {
    return this.announced.kind === Kind.SHEET && this.head.subarray(0, 8).equals(compoundSignature);
  }

  private get ends(): Ends {
    return { head: this.head, tail: this.tail, size: this.sizeSent };
  }

  /** As much of the file as tells its type. */
  private async begin(looked: AsyncGenerator<Uint8Array, undefined>): Promise<Uint8Array[]> {
    const first: Uint8Array[] = [];
    while (this.head.length < headBytes) {
      const next: IteratorResult<Uint8Array, undefined> = await looked.next();
      if (next.done === true) break;
      first.push(next.value);
    }
    if (this.sizeSent === 0) throw refuse.EVIDENCE_EMPTY();
    if (!this.isArchive) this.judge(mediaTypeOf(this.head));
    return first;
  }

  private end(): void {
    if (this.isArchive) this.judgeArchive();
    if (this.isCompound) this.judgeCompound();
    const sha256 = this.sent.digest('hex');
    const { sha256: announced } = this.announced;
    if (announced !== '' && announced !== sha256) throw refuse.EVIDENCE_DIGEST_MISMATCH({ sha256 });
  }

  private judgeArchive(): void {
    const reason = this.announced.kind === Kind.SHEET ? unreadable(this.ends) : undefined;
    if (reason) throw refusedEarly(reason);
    const mediaType = officeTypeOf(this.ends);
    if (!takes(this.announced.kind, mediaType))
      throw refuse.EVIDENCE_TYPE_MISMATCH({ media_type: mediaType || 'application/zip' });
    this.judge(mediaType);
  }

  private judgeCompound(): void {
    if (this.sizeSent > most.wholeBytes) throw refusedEarly('SHEET_TOO_LARGE');
    const found = compoundOf(this.ends);
    if (found === 'locked') throw refusedEarly('SHEET_LOCKED');
    if (found === 'other') throw refuse.EVIDENCE_TYPE_MISMATCH({ media_type: 'application/x-ole-storage' });
  }

  private judge(mediaType: string): void {
    this.mediaType = proveType(mediaType, this.announced.kind, this.announced.mediaType);
  }

  private async spend(): Promise<void> {
    const bytes = this.sizeKept - this.spent;
    this.spent = this.sizeKept;
    if (bytes > 0) await this.checks.spend(bytes);
  }
}

async function* readable(pieces: AsyncIterable<Uint8Array>, mediaType: string): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch (error) {
    throw error instanceof Unreadable ? refuse.EVIDENCE_UNREADABLE({ media_type: mediaType }) : error;
  }
}
