import { createHash, randomUUID } from 'node:crypto';
import { parseFilter, nameOf } from '@doorstep/aip';
import type { GetRequest, ListRequest, StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/evidence.js';
import { DomainError, notFound, type Caller } from '@doorstep/domain';
import { Records, Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { EvidenceConfig } from './evidence.config.js';
import { Files } from './evidence.files.js';
import { Intake, type Facts } from './evidence.intake.js';
import { evidence } from './evidence.store.js';
import { keepEvidence, keptAs, refuse, withdrawEvidence } from './evidence.js';
import { Uploads } from './evidence.uploads.js';

/** A piece of a download: as large as several may wait on the way without weight. */
const pieceBytes = 64 * 1024;
const nothing = contract.EvidenceContent.fromPartial({});

@Serves(contract.EvidenceServiceService, evidence)
export class EvidenceService implements Steps<contract.EvidenceService> {
  private readonly evidence: Repository<contract.Evidence>;

  constructor(
    store: Store,
    private readonly records: Records,
    private readonly files: Files,
    private readonly uploads: Uploads,
    private readonly config: EvidenceConfig,
  ) {
    this.evidence = store.open(evidence);
  }

  /** First the file, then one write that makes its record: before it, there is nothing to be seen. */
  async uploadEvidence(requests: AsyncIterable<contract.UploadEvidenceRequest>, caller: Caller) {
    const messages = requests[Symbol.asyncIterator]();
    const { value: request } = (await messages.next()) as { value: contract.UploadEvidenceRequest };
    const division = await this.placeOf(request.about, caller);
    const intake = new Intake(request, this.config.mostBytes);
    const id = randomUUID();
    try {
      const begun = await this.uploads.begin(id);
      await this.files.write(id, intake.pass(contents(request, messages)));
      if (!(await this.uploads.holds(id, begun))) throw new Error('the file was erased before its record was made');
      return await this.record(id, request, division, intake.facts, caller);
    } catch (error) {
      // Where the outcome is unknown the record may be there: the sweep will see.
      if (!(error instanceof DomainError && error.kind === 'UNAVAILABLE')) await this.uploads.discard(id);
      throw error;
    }
  }

  getEvidence(request: GetRequest<contract.EvidenceName>, caller: Caller) {
    return this.reach(request.name, caller);
  }

  async *downloadEvidence(request: GetRequest<contract.EvidenceName>, caller: Caller) {
    if (caller.purpose === '') throw refuse.PURPOSE_REQUIRED({ header: 'x-purpose' });
    const found = await this.reach(request.name, caller); // with a purpose, and so noted
    const { name, state, mediaType, sizeBytes, sha256 } = found;
    if (state !== contract.Evidence_State.KEPT) throw refuse.EVIDENCE_WITHDRAWN({ name });
    yield { ...nothing, mediaType, sizeBytes, sha256, fileName: keptAs(found) };
    for await (const chunk of this.files.read(idOf(name))) {
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        const { buffer, byteOffset, byteLength } = chunk.subarray(at, at + pieceBytes);
        yield { ...nothing, content: Buffer.from(buffer, byteOffset, byteLength) };
      }
    }
  }

  async listEvidence(request: ListRequest, caller: Caller) {
    const about = parseFilter(request.filter).find(({ field }) => field === 'about')?.value;
    const sees = about !== undefined && (await this.departmentSees(about, caller));
    const { items, nextPageToken } = await this.evidence.list(request, sees ? everywhere(caller) : caller);
    return { evidence: items, nextPageToken };
  }

  async withdrawEvidence(request: StepRequest<contract.EvidenceName>, caller: Caller) {
    const id = idOf(request.name);
    const rule = (record: contract.Evidence) => withdrawEvidence(record, request.reason);
    await this.evidence.load(request.name, caller);
    await this.uploads.begin(id);
    const withdrawn = await this.evidence.update(request, caller, rule);
    await this.uploads.discard(id);
    return withdrawn;
  }

  /** The division of a record that the caller sees. Throws NOT_FOUND. */
  private async placeOf(about: string, caller: Caller): Promise<string> {
    const record = await this.records.find(about, caller);
    const place = record?.['division'] ?? record?.['code'];
    if (typeof place !== 'string' || place === '') throw notFound({ field: 'about', name: about });
    return place;
  }

  /** A repeat is answered with the first one's record, and its own file goes. */
  private async record(
    id: string,
    request: contract.UploadEvidenceRequest,
    division: string,
    facts: Facts,
    caller: Caller,
  ): Promise<contract.Evidence> {
    const { about, kind, fileName, generated } = request;
    const name = nameOf('evidence', id);
    const draft = contract.Evidence.fromPartial({ name, about, kind, fileName, generated, ...facts });
    const digest = createHash('sha256')
      .update(JSON.stringify([about, kind, facts.sha256]))
      .digest('hex')
      .slice(0, 32);
    const by = { ...caller, call: { ...caller.call, digest } };
    const kept = await this.evidence.create({ ...request, reason: '' }, by, () =>
      keepEvidence(draft, division, caller),
    );
    await (kept.name === name ? this.uploads.done(id) : this.uploads.discard(id));
    return kept;
  }

  /** Records are routed to a department after evidence was taken in: it reaches what is about a record that it sees now. */
  private async departmentSees(about: string, caller: Caller): Promise<boolean> {
    return caller.organisation !== '' && (await this.records.find(about, caller)) !== undefined;
  }

  /** Throws NOT_FOUND. */
  private async reach(name: contract.EvidenceName, caller: Caller): Promise<contract.Evidence> {
    try {
      return await this.evidence.get(name, caller);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'NOT_FOUND') throw error;
    }
    const { about } = await this.evidence.get(name, { ...everywhere(caller), purpose: '' });
    if (!(await this.departmentSees(about, caller))) throw notFound({ name });
    return this.evidence.get(name, everywhere(caller));
  }
}

const idOf = (name: string): string => name.slice('evidence/'.length);
const everywhere = (caller: Caller): Caller => ({ ...caller, scope: 'everywhere' });

/** The pieces of a file. gRPC tells the end of a stream and its breaking off alike: the last message makes the difference. */
async function* contents(
  first: contract.UploadEvidenceRequest,
  rest: AsyncIterator<contract.UploadEvidenceRequest>,
): AsyncGenerator<Uint8Array> {
  let { last } = first;
  if (first.content.length > 0) yield first.content;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    ({ last } = next.value);
    if (next.value.content.length > 0) yield next.value.content;
  }
  if (!last) throw refuse.EVIDENCE_BROKEN_OFF();
}
