import { nameOf } from '@doorstep/aip';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import model from '@doorstep/contracts/model.json' with { type: 'json' };
import { roles as every, type Role } from '@doorstep/contracts/roles.js';
import { Evidence_Kind as Kind } from '@doorstep/contracts/stations/v1/evidence.js';
import type { RecordReach } from '@doorstep/contracts/records/v1/records.js';
import { type Caller, type NounModel } from '@doorstep/domain';
import { unmerged, DivisionTree, Store, type NounDefinition, type Stored } from '@doorstep/store';
import { person, reasonOf } from '@doorstep/testing/boot';
import { nounsIn } from '@doorstep/testing/nouns';
import { Services } from '@doorstep/runtime';
import { Stories } from '../stories.example.js';
import { evidenceOf, files } from './evidence.example.js';
import { Files } from '../files/file.grid.js';
import { Reaches } from './evidence.reaches.js';
import { evidence } from './evidence.store.js';

/** The contract as `model.json` has it: another reader of it than the code that is proved. */
const models = model.nouns as unknown as Readonly<Record<string, NounModel>>;
type Grants = readonly (readonly [roles: string, within: string, ...string[]])[];
const roles = every.filter((role) => role !== 'anybody' && role !== 'service');
const kinds = [Kind.PHOTO, Kind.MINUTES, Kind.SCAN, Kind.SHEET] as const;

/** Where a caller stands: in the record's community, in another one, or elsewhere with the organisation it is routed to. */
const positions = ['inside', 'outside', 'organisation'] as const;
type Position = (typeof positions)[number];
const code = '1409301000010001';
const callerAt = (role: Role, position: Position): Caller => ({
  ...person('somebody', position === 'inside' ? '140930100001' : '140930101001', [role]),
  organisation: position === 'organisation' ? 'civil-affairs' : 'another',
});

const reaching = (grants: Grants, role: Role, position: Position, routed: boolean, which: readonly string[]): boolean =>
  grants.some(
    ([named, within]) =>
      which.includes(within) &&
      (` ${named} `.includes(` ${role} `) || named.includes('anybody')) &&
      (within === 'EVERYWHERE' ||
        (within === 'DIVISION' && position === 'inside') ||
        (within === 'ORGANISATION' && routed && position === 'organisation')),
  );
const anyway = ['EVERYWHERE', 'DIVISION', 'ORGANISATION'];

/** RPCs that change one record of a noun. */
const stepsOf = (noun: string): Grants =>
  Object.values(models[noun]?.methods ?? {})
    .filter((method) => 'path' in method && String(method.path).includes(`=${noun}/*}`))
    .filter((method) => 'http' in method && method.http !== 'get')
    .flatMap(({ grants }) => grants);

/** What the contract lets a role see of evidence about a record of a noun. */
function declared(noun: string, role: Role, position: Position): readonly string[] | 'NOT_FOUND' | 'NOT_PERMITTED' {
  const [own, reads] = [models['evidence']?.methods['get']?.grants ?? [], models[noun]?.methods['get']?.grants ?? []];
  if (!own.some(([named]) => ` ${named} `.includes(` ${role} `))) return 'NOT_PERMITTED';
  const routed = noun === 'needs';
  if (!reaching(reads, role, position, routed, anyway)) return 'NOT_FOUND';
  const near =
    reaching(own, role, position, routed, ['DIVISION']) ||
    (reaching(own, role, position, routed, ['ORGANISATION']) &&
      reaching(reads, role, position, routed, ['ORGANISATION']));
  const opening = reads.filter(([, , open]) => open === 'personal');
  const opened = reaching(opening.length > 0 ? opening : stepsOf(noun), role, position, routed, anyway);
  return [...(near ? [Kind.PHOTO, Kind.MINUTES] : []), ...(near && opened ? [Kind.SCAN] : [])];
}

/** Needs belong to another service: it answers as the contract lets it. */
class WithNeeds extends Reaches {
  override client(service: string) {
    if (service !== 'matching') return super.client(service);
    return {
      describeReach: async ({ names }: { names: string[] }, caller: Caller) => ({
        reaches: names.flatMap((name) => reachOfNeed(name, caller) ?? []),
      }),
      findReferences: async () => ({ names: [] }),
    };
  }
}

function reachOfNeed(
  name: string,
  { roles: [role = 'anybody'], divisions, organisation: of }: Caller,
): RecordReach | undefined {
  const position = divisions.includes('140930100001') ? 'inside' : of === 'civil-affairs' ? 'organisation' : 'outside';
  const reads = models['needs']?.methods['get']?.grants ?? [];
  if (!reaching(reads, role, position, true, anyway)) return undefined;
  const opening = reads.filter(([, , open]) => open === 'personal');
  return {
    ...{ name, division: code, organisation: reaching(reads, role, position, true, ['ORGANISATION']) },
    personal: reaching(opening, role, position, true, anyway),
    changes: reaching(stepsOf('needs'), role, position, true, anyway),
  };
}

describe('evidence is as open as its record: role × record × kind, as the contract says', () => {
  let stories: Stories;
  const nouns: string[] = ['needs'];
  const about = (noun: string) => `${noun}/${code}`;
  const named = (noun: string, kind: Kind) => nameOf('evidence', `${noun}-${kind}`.toLowerCase().replace('_', '-'));

  beforeAll(async () => {
    const reaches: { of: Reaches } = {} as never;
    stories = await Stories.begin([
      [DivisionTree, unmerged],
      [Reaches, { of: (names: string[], caller: Caller) => reaches.of.of(names, caller) }],
    ]);
    reaches.of = new WithNeeds(stories.app.get(Services));
    const store = stories.app.get(Store);
    /** Without events: no worker shall look after records that stand alone. */
    const put = async (collection: NounDefinition<Stored>, record: Stored) => {
      const { documents, noun } = store.open(collection);
      const own = { _id: record.name, _v: 1, _aud: [...noun.audience(record)], _req: [], _ev: [] };
      await documents.insertOne({ ...noun.codec.encode(record), ...own });
    };
    for (const { collection, example } of await nounsIn(`${import.meta.dirname}/..`)) {
      if (collection.name === 'evidence') continue;
      await put(collection, { ...example.record(), ...{ name: about(collection.name), division: code, code } });
      nouns.push(collection.name);
    }
    for (const noun of nouns) {
      for (const kind of kinds) {
        const over = { name: named(noun, kind), about: about(noun), division: code, kind, uploadedBy: 'other' };
        await put(evidence as unknown as NounDefinition<Stored>, evidenceOf(over));
      }
    }
    const content = async function* () {
      yield files.jpeg;
    };
    for (const name of [named('needs', Kind.SCAN), named('divisions', Kind.SHEET)])
      await stories.app.get(Files).write(name.slice(9), content());
  });
  afterAll(() => stories.close());

  const shown = async (noun: string, by: Caller) => {
    const asked = stories.as(by).listEvidence({ filter: `about = "${about(noun)}"`, pageSize: 100 });
    const refused = await reasonOf(asked);
    return refused === 'answered' ? (await asked).evidence.map(({ kind }) => kind).sort() : refused;
  };

  it.each(roles)('%s', async (role) => {
    for (const noun of nouns) {
      for (const position of positions) {
        const want = declared(noun, role, position);
        const got = await shown(noun, callerAt(role, position));
        expect({ noun, position, got }).toEqual({
          noun,
          position,
          got: typeof want === 'string' ? want : [...want].sort(),
        });
      }
    }
  });

  it.each(roles)('record, history and count no wider than the list: %s', async (role) => {
    for (const noun of ['needs', 'enrolments', 'funds', 'compounds']) {
      const by = callerAt(role, 'inside');
      const seen = await shown(noun, by);
      for (const kind of kinds) {
        const want = typeof seen === 'string' ? seen : seen.includes(kind) ? 'answered' : 'NOT_FOUND';
        const name = named(noun, kind);
        expect(await reasonOf(stories.as(by).getEvidence({ name }))).toBe(want);
        expect(await reasonOf(stories.as(by).listEvidenceHistory({ name }))).toBe(want);
      }
      const counted = stories.as(by).countEvidence({ filter: `about = "${about(noun)}"` });
      expect((await reasonOf(counted)) === 'answered' ? (await counted).count : 0).toBe(
        typeof seen === 'string' ? 0 : seen.length,
      );
    }
  });

  it('shows the same without a filter by record', async () => {
    const auditor = callerAt('auditor', 'inside');
    const all = (await stories.as(auditor).listEvidence({ pageSize: 200 })).evidence;
    expect(all.filter(({ kind }) => kind === Kind.SCAN || kind === Kind.SHEET)).toEqual([]);
    expect(all.map(({ about: record }) => record)).toContain(about('funds'));
    const worker = (await stories.as(callerAt('grid_worker', 'inside')).listEvidence({ pageSize: 200 })).evidence;
    expect(worker.map(({ about: record }) => record)).not.toContain(about('funds'));
  });

  /** Which roles import, by division. */
  const importing = (role: Role) =>
    reaching(models['imports']?.methods['create']?.grants ?? [], role, 'inside', false, anyway);

  it.each(roles)('a sheet opens to who took it in while they may import, and to nobody else: %s', async (role) => {
    const name = named('divisions', Kind.SHEET);
    const another = { ...callerAt(role, 'inside'), purpose: 'review' };
    const own = { ...another, subject: 'other' };
    const open = async (by: Caller) => [
      await reasonOf(stories.as(by).getEvidence({ name })),
      await reasonOf(Array.fromAsync(stories.as(by).downloadEvidence({ name }))),
      await reasonOf(stories.as(by).listEvidenceHistory({ name })),
    ];
    expect((await open(another)).filter((reason) => !['NOT_FOUND', 'NOT_PERMITTED'].includes(reason))).toEqual([]);
    if (importing(role)) expect(await open(own)).toEqual(['answered', 'answered', 'answered']);
  });

  it.each<[Role, Position, string]>([
    ['grid_worker', 'inside', 'answered'],
    ['auditor', 'inside', 'NOT_FOUND'],
    ['department_client', 'organisation', 'NOT_FOUND'],
    ['community', 'organisation', 'NOT_FOUND'],
  ])('a scan about a need is handed to %s, %s: %s', async (role, position, want) => {
    const by = { ...callerAt(role, position), purpose: 'review' };
    const name = named('needs', Kind.SCAN);
    const given = Array.fromAsync(stories.as(by).downloadEvidence({ name }));
    expect(await reasonOf(given)).toBe(want);
  });

  it.each(roles)('files where it changes the record: %s', async (role) => {
    for (const noun of nouns) {
      const by = callerAt(role, 'inside');
      const upload = models['evidence']?.methods['upload']?.grants ?? [];
      const admitted = upload.some(([who]) => ` ${who} `.includes(` ${role} `));
      const reads = reaching(models[noun]?.methods['get']?.grants ?? [], role, 'inside', true, anyway);
      const beside = noun === 'sessions' ? (models['enrolments']?.methods['create']?.grants ?? []) : [];
      const changes = reaching([...stepsOf(noun), ...beside], role, 'inside', true, anyway);
      const want = !admitted
        ? 'NOT_PERMITTED'
        : !reads
          ? 'NOT_FOUND'
          : changes
            ? 'EVIDENCE_EMPTY'
            : 'EVIDENCE_NOT_FILED_HERE';
      const empty = [{ about: about(noun), kind: Kind.PHOTO, requestId: randomUUID(), last: true }];
      expect({ noun, got: await reasonOf(stories.as(by).uploadEvidence(empty)) }).toEqual({ noun, got: want });
    }
  });
});
