import { createHash, randomUUID } from 'node:crypto';
import { nameOf } from '@doorstep/aip';
import * as contract from '@doorstep/contracts/stations/v1/evidence.js';
import { DomainError, type Caller } from '@doorstep/domain';
import { Log } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { Injectable } from '@nestjs/common';
import { Budgets } from './upload.budget.js';
import { EvidenceConfig } from '../evidence/evidence.config.js';
import { Files } from '../files/file.grid.js';
import { Intake, type Facts } from './upload.intake.js';
import { inTime, Slots } from './upload.pace.js';
import { keepEvidence } from '../evidence/evidence.js';
import { refuse } from '../evidence/refusals.js';
import { screen } from './upload.screen.js';
import { Sight } from '../evidence/evidence.sight.js';
import { evidence } from '../evidence/evidence.store.js';
import { Uploads } from './upload.pending.js';

type Requests = AsyncIterator<contract.UploadEvidenceRequest, undefined>;

/** Takes files in: first the file, then one write that makes its record; before it, there is nothing to be seen. */
@Injectable()
export class Reception {
  private readonly evidence: Repository<contract.Evidence>;
  private readonly slots: Slots;

  constructor(
    store: Store,
    private readonly sight: Sight,
    private readonly files: Files,
    private readonly uploads: Uploads,
    private readonly budgets: Budgets,
    private readonly config: EvidenceConfig,
    private readonly log: Log,
  ) {
    this.slots = new Slots(config.atOnce);
    this.evidence = store.open(evidence);
  }

  /** Throws the refusals of UploadEvidence. */
  async takeIn(requests: AsyncIterable<contract.UploadEvidenceRequest>, caller: Caller): Promise<contract.Evidence> {
    const messages = requests[Symbol.asyncIterator]() as Requests;
    const { value: request } = (await messages.next()) as { value: contract.UploadEvidenceRequest };
    return this.slots.within(caller.subject, async () => {
      const division = await this.sight.placeToFile(request.about, request.kind, caller);
      return this.keep(request, inTime(contents(request, messages), this.config), division, caller);
    });
  }

  private async keep(
    request: contract.UploadEvidenceRequest,
    pieces: AsyncIterable<Uint8Array>,
    division: string,
    caller: Caller,
  ): Promise<contract.Evidence> {
    const id = randomUUID();
    const screening = await screen(this.config.clamd, (error) => this.log.error('evidence.unscanned', {}, error));
    const spend = (bytes: number) => this.budgets.spend(id, caller, bytes);
    const intake = new Intake(request, { mostBytes: this.config.mostBytes, screening, spend });
    let recording = false;
    try {
      const begun = await this.uploads.begin(id);
      await this.files.write(id, intake.pass(pieces));
      if (!(await this.uploads.holds(id, begun))) throw new Error('the file was erased before its record was made');
      recording = true;
      return await this.record(id, request, division, intake.facts, caller);
    } catch (error) {
      // Where the outcome is unknown the record may be there: the sweep will see.
      const unknown = recording && error instanceof DomainError && error.kind === 'UNAVAILABLE';
      if (!unknown) await this.uploads.discard(id);
      throw error;
    } finally {
      screening.end();
    }
  }

  /** A repeat is answered with the first one's record, and its own file goes. */
  private async record(
    id: string,
    request: contract.UploadEvidenceRequest,
    division: string,
    facts: Facts,
    caller: Caller,
  ): Promise<contract.Evidence> {
    const { about, kind, personal, fileName, generated } = request;
    const name = nameOf('evidence', id);
    const draft = contract.Evidence.fromPartial({ name, about, kind, personal, fileName, generated, ...facts });
    const digest = createHash('sha256')
      .update(JSON.stringify([about, kind, personal, facts.sha256]))
      .digest('hex')
      .slice(0, 32);
    const by = { ...caller, call: { ...caller.call, digest } };
    const kept = await this.evidence.create({ ...request, reason: '' }, by, () =>
      keepEvidence(draft, division, caller),
    );
    await (kept.name === name ? this.uploads.done(id) : this.uploads.discard(id));
    return kept;
  }
}

/** The pieces of a file. gRPC tells the end of a stream and its breaking off alike: the last message makes the difference. */
async function* contents(first: contract.UploadEvidenceRequest, rest: Requests): AsyncGenerator<Uint8Array> {
  let { last } = first;
  if (first.content.length > 0) yield first.content;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    ({ last } = next.value);
    if (next.value.content.length > 0) yield next.value.content;
  }
  if (!last) throw refuse.EVIDENCE_BROKEN_OFF();
}
