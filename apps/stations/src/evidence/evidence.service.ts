import { parseFilter } from '@doorstep/aip';
import type {
  CountRequest,
  GetRequest,
  HistoryRequest,
  ListRequest,
  StepRequest,
} from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/stations/v1/evidence.js';
import { notFound, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { Files } from '../files/file.grid.js';
import { Reception } from '../uploads/upload.reception.js';
import { refuse } from './refusals.js';
import { Sight } from './evidence.sight.js';
import { evidence } from './evidence.store.js';
import { keptAs, withdrawEvidence } from './evidence.js';
import { Uploads } from '../uploads/upload.pending.js';

/** A piece of a download: as large as several may wait on the way without weight. */
const pieceBytes = 64 * 1024;
const nothing = contract.EvidenceContent.fromPartial({});
/** Counting ends here: whoever counts looks at each piece. */
const mostCounted = 1_000;
const mostListed = 200;

@Serves(contract.EvidenceServiceService, evidence)
export class EvidenceService implements Steps<contract.EvidenceService> {
  private readonly evidence: Repository<contract.Evidence>;

  constructor(
    store: Store,
    private readonly sight: Sight,
    private readonly files: Files,
    private readonly uploads: Uploads,
    private readonly reception: Reception,
  ) {
    this.evidence = store.open(evidence);
  }

  uploadEvidence(requests: AsyncIterable<contract.UploadEvidenceRequest>, caller: Caller) {
    return this.reception.takeIn(requests, caller);
  }

  getEvidence({ name }: GetRequest<contract.EvidenceName>, caller: Caller) {
    return this.see(name, caller);
  }

  async *downloadEvidence(request: GetRequest<contract.EvidenceName>, caller: Caller) {
    if (caller.purpose === '') throw refuse.PURPOSE_REQUIRED({ header: 'x-purpose' });
    const found = await this.see(request.name, caller); // with a purpose, and so noted
    const { name, state, mediaType, sizeBytes, sha256 } = found;
    if (state === contract.Evidence_State.WITHDRAWN) throw refuse.EVIDENCE_WITHDRAWN({ name });
    yield { ...nothing, mediaType, sizeBytes, sha256, fileName: keptAs(found) };
    for await (const chunk of this.files.read(idOf(name))) {
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        const { buffer, byteOffset, byteLength } = chunk.subarray(at, at + pieceBytes);
        yield { ...nothing, content: Buffer.from(buffer, byteOffset, byteLength) };
      }
    }
  }

  async listEvidence(request: ListRequest, caller: Caller) {
    const { items, nextPageToken } = await this.page(request, caller, await this.scopeOfList(request, caller));
    return { evidence: items, nextPageToken };
  }

  /** Each piece is looked at, as in a list. */
  async countEvidence({ filter }: CountRequest, caller: Caller) {
    const scope = await this.scopeOfList({ filter }, caller);
    const whole = { filter, orderBy: '', pageSize: mostListed };
    let [count, pageToken] = [0, ''];
    for (let looked = 0; looked < mostCounted; looked += mostListed) {
      const { items, nextPageToken } = await this.page({ ...whole, pageToken }, caller, scope);
      count += items.length;
      pageToken = nextPageToken;
      if (pageToken === '') break;
    }
    return { count, more: pageToken !== '' };
  }

  async listEvidenceHistory(request: HistoryRequest<contract.EvidenceName>, caller: Caller) {
    await this.see(request.name, { ...caller, purpose: '' });
    const { items, nextPageToken } = await this.evidence.history(request.name, request, everywhere(caller));
    return { changes: items, nextPageToken };
  }

  async withdrawEvidence(request: StepRequest<contract.EvidenceName>, caller: Caller) {
    const id = idOf(request.name);
    const rule = (record: contract.Evidence) => withdrawEvidence(record, request.reason);
    const found = await this.evidence.get(request.name, { ...caller, purpose: '' });
    if (!(await this.sight.reachesOne(found, caller))) throw notFound({ name: request.name });
    await this.uploads.begin(id);
    const withdrawn = await this.evidence.update(request, caller, rule);
    await this.uploads.discard(id);
    return withdrawn;
  }

  /** A piece that the caller sees; with its personal field and a note where they state a purpose. Throws NOT_FOUND. */
  private async see(name: contract.EvidenceName, caller: Caller): Promise<contract.Evidence> {
    const found = await this.evidence.get(name, { ...everywhere(caller), purpose: '' });
    if ((await this.sight.seen([found], caller)).length === 0) throw notFound({ name });
    return caller.purpose === '' ? found : this.evidence.get(name, everywhere(caller));
  }

  /** Of one record, all evidence is looked through; else what lies within the caller's reach. Throws NOT_FOUND. */
  private async scopeOfList({ filter }: Pick<ListRequest, 'filter'>, caller: Caller): Promise<Caller> {
    const about = parseFilter(filter).find(({ field }) => field === 'about')?.value;
    if (about === undefined) return caller;
    await this.sight.assertReads(about, caller);
    return everywhere(caller);
  }

  private async page(request: ListRequest, caller: Caller, scope: Caller) {
    const { items, nextPageToken } = await this.evidence.list(request, scope);
    return { items: await this.sight.seen(items, caller), nextPageToken };
  }
}

const idOf = (name: string): string => name.slice('evidence/'.length);
/** For reading what `Sight` has said that the caller sees. */
const everywhere = (caller: Caller): Caller => ({
  ...caller,
  scope: 'everywhere',
  personal: caller.scope === 'everywhere' ? caller.personal : 'everywhere',
});
