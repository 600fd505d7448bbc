import { idOf, nameOf } from '@doorstep/aip';
import { Inject, Module } from '@nestjs/common';
import type { DivisionName, FigureName } from '@doorstep/contracts/names.js';
import { Division, DivisionServiceService, type DivisionService } from '@doorstep/contracts/stations/v1/division.js';
import { CompoundServiceService, type CompoundService } from '@doorstep/contracts/stations/v1/compound.js';
import * as figures from '@doorstep/contracts/evaluation/v1/figure.js';
import { failure, type Caller } from '@doorstep/domain';
import { ownCaller, peer, ReadCache, Serves, unary, withReadCache } from '@doorstep/runtime';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { bootService, eventually, person, reasonOf, type Running } from './boot.js';
import { startIssuer, type TestIssuer } from './identity/issuer.js';

const refused = failure('FAILED_PRECONDITION', 'OF_ITS_OWN', '自有的拒绝', 'a refusal of its own', {
  zh: '改',
  en: 'mend it',
});
const seen: Caller[] = [];
const taken: string[] = [];
/** Holds up the calls that take their time. */
let gate = Promise.withResolvers<undefined>();

/** The peer: refuses some names, breaks on others, takes its time with some, and remembers who called. */
@Serves(DivisionServiceService)
class FarService implements DivisionService {
  async getDivision({ name }: { name: DivisionName }, caller: Caller) {
    seen.push(caller);
    taken.push(name);
    if (/slow|tardy/.test(name)) await gate.promise;
    if (name.endsWith('refused'))
      throw refused({ name }, [{ field: 'name', rule: 'own', text: { zh: '不行', en: 'no' } }]);
    if (name.endsWith('broken')) throw new Error('nobody foresaw it');
    return Division.fromPartial({ name });
  }
  async createDivision({ requestId }: { requestId: string }) {
    taken.push(requestId);
    return Division.fromPartial({});
  }
  async renameDivision() {
    return Division.fromPartial({});
  }
  async mergeDivision() {
    return Division.fromPartial({});
  }
  async listDivisions() {
    return { divisions: [], nextPageToken: '' };
  }
  async countDivisions() {
    return { count: 0, more: false };
  }
  async listDivisionHistory() {
    return { changes: [], nextPageToken: '' };
  }
}
@Module({ controllers: [FarService] })
class FarModule {}

type Divisions = Pick<DivisionService, 'getDivision' | 'createDivision'>;
const Divisions = peer(DivisionServiceService);
/** A service that nobody serves at the peer's address. */
type Compounds = Pick<CompoundService, 'getCompound'>;
const Compounds = peer(CompoundServiceService);

const blank = { requestId: '', reason: '' };
const changeId = 'aaaaaaaa-0000-4000-8000-000000000001';
const newDivision = { code: '1409301000010001', displayName: '测试小区' };

/** Whoever calls nobody. */
const nobody = [
  [Divisions, {}],
  [Compounds, {}],
] as const;

/** The caller of the peer, on behalf of who calls it, or for itself. */
@Serves(figures.FigureServiceService)
class NearService {
  constructor(
    @Inject(Divisions) private readonly divisions: Divisions,
    @Inject(Compounds) private readonly compounds: Compounds,
  ) {}
  async getFigure({ name }: { name: FigureName }, caller: Caller) {
    const own = ownCaller('near', 'test');
    const named: Caller = { ...own, subject: 'wu', roles: ['township'], scope: [] };
    if (name === 'figures/none') await this.compounds.getCompound({ name: 'compounds/1' }, caller);
    if (name === 'figures/new')
      await this.divisions.createDivision({ ...blank, division: Division.fromPartial(newDivision) }, caller);
    if (name === 'figures/again') return withReadCache(new ReadCache(), () => this.again(caller));
    if (name === 'figures/tardy') own.call.deadline.setTime(Date.now() + 50);
    if (name === 'figures/tardy') return this.seenBy(name, own);
    const who = name === 'figures/own' ? own : name === 'figures/named' ? named : caller;
    return this.seenBy(name, who);
  }
  /** The same question and the same change, twice each. */
  private async again(caller: Caller) {
    const division = Division.fromPartial(newDivision);
    for (let at = 0; at < 2; at += 1) {
      await this.divisions.getDivision({ name: 'divisions/again' }, caller);
      await this.divisions.createDivision({ ...blank, requestId: changeId, division }, caller);
    }
    return figures.Figure.fromPartial({});
  }
  private async seenBy(name: string, who: Caller) {
    const division = await this.divisions.getDivision({ name: nameOf('divisions', idOf('figures', name)) }, who);
    return figures.Figure.fromPartial({ displayName: division.name });
  }
  async listFigures() {
    return { figures: [], nextPageToken: '' };
  }
  async listFigureRecords() {
    return { records: [], nextPageToken: '' };
  }
}
@Module({ controllers: [NearService] })
class NearModule {}

describe('a peer', () => {
  let issuer: TestIssuer;
  let far: Running<typeof DivisionServiceService>;
  let near: Running<typeof figures.FigureServiceService>;
  const county = person('wang', '140930', ['county'], { purpose: 'review' });
  const ask = (name: string) => near.as(county).getFigure({ name: `figures/${name}` });

  beforeAll(async () => {
    issuer = await startIssuer();
    const quiet = { DOORSTEP_LOG_LEVEL: 'silent' };
    far = await bootService(FarModule, DivisionServiceService, nobody, { environment: quiet, issuer });
    const environment = { ...quiet, DOORSTEP_STATIONS_ADDRESS: `127.0.0.1:${far.port}` };
    near = await bootService(NearModule, figures.FigureServiceService, [], { environment, issuer });
  });
  afterAll(async () => {
    await near.close();
    await issuer.close();
  });

  it('is called with the caller’s own token and purpose', async () => {
    expect(await ask('here')).toMatchObject({ displayName: 'divisions/here' });
    expect(seen.at(-1)).toMatchObject({ subject: 'wang', roles: ['county'], purpose: 'review' });
  });

  it.each([
    ['nobody else calls', 'own'],
    ['it works by itself in somebody’s name', 'named'],
  ])('is called with the service’s token where %s', async (_, who) => {
    await ask(who);
    expect(seen.at(-1)).toMatchObject({ subject: 'service', roles: ['service'], scope: 'everywhere' });
  });

  it('is called in whose name and trace its caller was', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const metadata = new Metadata();
    const worker = person('zhao', '140930', ['county', 'grid_worker']);
    metadata.set('authorization', `Bearer ${await issuer.tokenFor(worker)}`);
    metadata.set('traceparent', traceparent);
    metadata.set('x-on-behalf-of', 'li');
    await near.with(metadata).getFigure({ name: 'figures/here' });
    expect(seen.at(-1)).toMatchObject({ onBehalfOf: 'li', call: { traceparent } });
  });

  it('is given a request id for what it changes, the same however often it is asked', async () => {
    const sent = jest.spyOn(Client.prototype, 'makeUnaryRequest');
    await ask('new');
    const [, , , request] = sent.mock.calls.find(([path]) => path.endsWith('/CreateDivision')) ?? [];
    expect(request).toMatchObject({ requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    sent.mockRestore();
  });

  it('is asked once what work for one caller reads again, and told each time what it changes', async () => {
    await ask('again');
    const told = (what: string) => taken.filter((one) => one === what).length;
    expect([told('divisions/again'), told(changeId)]).toEqual([1, 2]);
  });

  it('is left when its caller ends', async () => {
    const environment = { DOORSTEP_STATIONS_ADDRESS: `127.0.0.1:${far.port}` };
    const other = await bootService(NearModule, figures.FigureServiceService, [], { environment, issuer });
    const closed = jest.spyOn(Client.prototype, 'close');
    await other.close();
    expect(closed).toHaveBeenCalledTimes(3); // two peers, and the test's own
    closed.mockRestore();
  });

  it('that does not answer in time is named, and one that does not do it', async () => {
    gate = Promise.withResolvers();
    const late = { reason: 'PEER_UNAVAILABLE', facts: { peer: 'stations', status: 'DEADLINE_EXCEEDED' } };
    await expect(ask('tardy')).rejects.toMatchObject(late);
    gate.resolve(undefined);
    await expect(ask('none')).rejects.toMatchObject({ reason: 'PEER_LACKS_CALL', facts: { peer: 'stations' } });
  });

  it('refuses through its caller, unchanged', async () => {
    const name = 'divisions/refused';
    await expect(ask('refused')).rejects.toMatchObject({
      ...{ kind: 'FAILED_PRECONDITION', reason: 'OF_ITS_OWN', text: refused().text, facts: { name } },
      violations: [{ field: 'name', rule: 'own', text: { zh: '不行', en: 'no' } }],
    });
  });

  it('does not show what broke in it', async () => {
    await expect(ask('broken')).rejects.toThrow('test answered INTERNAL: internal error');
  });

  it('that leaves loses no call, and has none repeated, while another replica takes over', async () => {
    const replica = () => bootService(FarModule, DivisionServiceService, nobody, { issuer });
    const [leaving, staying] = [await replica(), await replica()];
    // No policy of retries: what is lost is seen to be.
    const config = JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] });
    const channel = new Client(
      `ipv4:127.0.0.1:${leaving.port},127.0.0.1:${staying.port}`,
      credentials.createInsecure(),
      { 'grpc.service_config': config },
    );
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${await issuer.tokenFor(county)}`);
    const deadline = new Date(Date.now() + 60_000);
    const call = (name: DivisionName): Promise<object> =>
      unary('far', channel, DivisionServiceService.getDivision, { name }, metadata, deadline);
    const names = Array.from({ length: 100 }, (_, at) => nameOf('divisions', `slow${at}`));
    const slow = () => taken.filter((name) => name.includes('slow'));
    const asked = (some: readonly DivisionName[]) =>
      some.map((name) => call(name).catch((error: unknown) => ({ error })));
    gate = Promise.withResolvers();
    const first = asked(names.slice(0, 50));
    await eventually(() => expect(slow()).toHaveLength(50));
    const closed = leaving.close();
    const answers = [...first, ...asked(names.slice(50))];
    await eventually(() => expect(slow().length).toBeGreaterThanOrEqual(100));
    gate.resolve(undefined);
    expect(await Promise.all(answers)).toEqual(names.map((name) => Division.fromPartial({ name })));
    await closed;
    expect(slow().sort()).toEqual(names.toSorted());
    channel.close();
    await staying.close();
  });

  it('that is gone is named', async () => {
    await far.close();
    await expect(ask('here')).rejects.toMatchObject({ reason: 'PEER_UNAVAILABLE', facts: { peer: 'stations' } });
  });

  it('without an address stops the boot, by the key', async () => {
    await expect(bootService(NearModule, figures.FigureServiceService)).rejects.toThrow(
      'DOORSTEP_STATIONS_ADDRESS: is missing',
    );
    expect(await reasonOf(ask('here'))).toBe('PEER_UNAVAILABLE');
  });
});
