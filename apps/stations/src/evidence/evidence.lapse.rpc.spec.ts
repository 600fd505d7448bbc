import type { EvidenceName } from '@doorstep/contracts/names.js';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { nouns } from '@doorstep/access';
import { Evidence_Kind as Kind, Evidence_State as State } from '@doorstep/contracts/stations/v1/evidence.js';
import { ownerOf, Services } from '@doorstep/runtime';
import { Clock, Database, Store } from '@doorstep/store';
import { eventually, reasonOf } from '@doorstep/testing/boot';
import { compound } from '../compounds/compound.example.js';
import { enrolment } from '../enrolments/enrolment.example.js';
import { enrolments } from '../enrolments/enrolment.store.js';
import { change, chen, Stories, wang } from '../stories.example.js';
import { files } from './evidence.example.js';
import { Budgets } from '../uploads/upload.budget.js';
import { Uploads } from '../uploads/upload.pending.js';
import { Files } from '../files/file.grid.js';
import { Lapsing } from './evidence.lapse.js';
import { EvidenceSweeper } from './evidence.sweeper.js';
import { evidence } from './evidence.store.js';
import { Reaches } from './evidence.reaches.js';

const code = '1409301000010001';
const about = `compounds/${code}`;
const hour = 3_600_000;
/** Services that own records, besides the one that keeps evidence. */
const elsewhere = [...new Set([...nouns.values()].map(({ typeName }) => ownerOf(typeName)))].filter(
  (owner) => owner !== 'stations',
);

/** This service answers for itself; others answer what a test says, or nothing. */
class AmongOthers extends Reaches {
  readonly away = new Set<string>();
  readonly referred = new Set<string>();

  override client(service: string) {
    if (service === 'stations') return super.client(service);
    return {
      describeReach: async () => ({ reaches: [] }),
      findReferences: async ({ names }: { names: string[] }) => {
        if (this.away.has(service)) throw new Error('away');
        return { names: names.filter((name) => this.referred.has(name)) };
      },
    };
  }
}

describe('evidence that nothing refers to', () => {
  let stories: Stories;
  let now = new Date('2026-03-03T02:00:00Z');
  let others: AmongOthers;
  const stations: { services?: Services } = {};

  beforeAll(async () => {
    const services = { reaches: () => true, client: (...asked: [never]) => stations.services?.client(...asked) };
    others = new AmongOthers(services as never);
    stories = await Stories.begin([
      [Clock, () => now],
      [Reaches, others],
    ]);
    stations.services = stories.app.get(Services);
    await stories.place(code);
    await stories.as(wang).createCompound({ compound: compound({ division: code }), requestId: randomUUID() });
  });
  afterAll(() => stories.close());
  beforeEach(() => {
    others.away.clear();
  });

  const upload = async (kind: Kind = Kind.SCAN) =>
    (await stories.as(chen).uploadEvidence([{ about, kind, requestId: randomUUID(), content: files.jpeg, last: true }]))
      .name;
  const stateOf = async (name: EvidenceName) => (await stories.as(chen).getEvidence({ name })).state;
  const later = async (hours: number) => {
    now = new Date(now.getTime() + hours * hour);
    return stories.app.get(Lapsing).sweep();
  };
  const lies = (name: string) =>
    stories.app
      .get(Database)
      .db.collection('evidence_files.chunks')
      .countDocuments({ files_id: name.slice(9) });

  /** Notes that its file comes or goes, and what it took of budgets. */
  const noted = (name: string) => {
    const { db } = stories.app.get(Database);
    const id = name.slice(9);
    const notes = db.collection<{ _id: string }>('evidence_uploads').countDocuments({ _id: id });
    return Promise.all([notes, db.collection('evidence_spendings').countDocuments({ file: id })]);
  };

  it('is suspected after a day, and gone an hour later', async () => {
    const name = await upload();
    expect(await later(23)).toBe(0);
    expect(await stateOf(name)).toBe(State.KEPT);
    expect(await later(2)).toBe(0);
    expect(await stateOf(name)).toBe(State.LAPSING);
    expect(await lies(name)).toBe(1);
    // Nothing may refer to it from now on.
    const pass = stories.as(wang).passCompound({ ...change(about), gate: 'KIND_APPROVAL', evidence: name });
    expect(await reasonOf(pass)).toBe('EVIDENCE_NOT_FOUND');
    expect(await later(2)).toBe(1);
    expect(await stateOf(name)).toBe(State.WITHDRAWN);
    expect(await lies(name)).toBe(0);
  });

  it('stays where a record names it, of this service or another, held or removed', async () => {
    const [own, foreign] = [await upload(), await upload()];
    const record = enrolment({ name: 'enrolments/e9', consent: own, division: code });
    const records = stories.app.get(Store).open(enrolments);
    await records.documents.insertOne({
      ...records.noun.codec.encode(record),
      ...{ _id: record.name, _v: 1, _aud: [], _req: [], _ev: [], _gone: now },
    });
    others.referred.add(foreign);
    expect([await later(25), await later(2)]).toEqual([0, 0]);
    expect([await stateOf(own), await stateOf(foreign)]).toEqual([State.KEPT, State.KEPT]);
  });

  it('comes back where something turns out to refer to it', async () => {
    const name = await upload();
    await later(25);
    others.referred.add(name);
    expect(await later(2)).toBe(0);
    expect(await stateOf(name)).toBe(State.KEPT);
  });

  it.each(elsewhere)('waits as long as %s does not answer', async (service) => {
    const name = await upload();
    others.away.add(service);
    expect([await later(25), await later(25)]).toEqual([0, 0]);
    expect(await stateOf(name)).toBe(State.KEPT);
    others.away.clear();
    await later(1);
    others.away.add(service);
    expect(await later(2)).toBe(0);
    expect(await stateOf(name)).toBe(State.LAPSING);
    others.away.clear();
    expect(await later(1)).toBe(1);
  });

  it.each<{ after: string; dies: () => jest.Spied<(...of: never[]) => Promise<unknown>> }>([
    { after: 'the note of it', dies: () => jest.spyOn(stories.app.get(Store).open(evidence), 'update') },
    { after: 'its record', dies: () => jest.spyOn(stories.app.get(Files), 'erase') },
    { after: 'its file', dies: () => jest.spyOn(stories.app.get(Budgets), 'release') },
    { after: 'its budget', dies: () => jest.spyOn(stories.app.get(Uploads), 'done') },
  ])('goes all the same where its service is killed after $after, and nothing else does', async ({ dies }) => {
    const [name, other] = [await upload(), await upload()];
    others.referred.add(other);
    await later(25);
    const death = dies().mockRejectedValueOnce(new Error('killed'));
    await expect(later(2)).rejects.toThrow('killed');
    death.mockRestore();
    now = new Date(now.getTime() + 2 * hour);
    const sweeper = stories.app.get(EvidenceSweeper);
    await eventually(async () => {
      await sweeper.sweep(); // where this process has the lease
      expect([await stateOf(name), await lies(name), await noted(name)]).toEqual([State.WITHDRAWN, 0, [0, 0]]);
    });
    expect([await stateOf(other), await lies(other), await noted(other)]).toEqual([State.KEPT, 1, [0, 1]]);
  });

  it('stays where its kind stands for itself', async () => {
    const name = await upload(Kind.PHOTO);
    await later(25);
    await later(2);
    expect(await stateOf(name)).toBe(State.KEPT);
  });

  it('is found by an index in every collection that may refer to it', async () => {
    const { db } = stories.app.get(Database);
    const filter = { 'gates.evidence': { $in: ['evidence/one', 'evidence/two'] } };
    const plan = JSON.stringify(await db.collection('compounds').find(filter).explain('queryPlanner'));
    expect(plan).toContain('"stage":"IXSCAN"');
    expect(plan).not.toContain('"stage":"COLLSCAN"');
  });
});
