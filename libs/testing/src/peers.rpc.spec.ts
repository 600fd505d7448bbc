import { idOf, nameOf } from '@doorstep/aip';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Module } from '@nestjs/common';
import type { DivisionName, FigureName } from '@doorstep/contracts/names.js';
import { Division, DivisionServiceService, type DivisionService } from '@doorstep/contracts/stations/v1/division.js';
import * as figures from '@doorstep/contracts/evaluation/v1/figure.js';
import { failure, type Caller } from '@doorstep/domain';
import { ownCaller, peer, Serves, unary } from '@doorstep/runtime';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bootService, person, reasonOf, type Running } from './boot.js';
import { startIssuer, type TestIssuer } from './issuer.js';

const refused = failure('FAILED_PRECONDITION', 'OF_ITS_OWN', '自有的拒绝', 'a refusal of its own');
const seen: Caller[] = [];
const taken: string[] = [];

/** The peer: refuses some names, breaks on others, takes its time with some, and remembers who called. */
@Serves(DivisionServiceService)
class FarService implements DivisionService {
  async getDivision({ name }: { name: DivisionName }, caller: Caller) {
    seen.push(caller);
    taken.push(name);
    if (name.includes('slow')) await pause(20);
    if (name.endsWith('refused'))
      throw refused({ name }, [{ field: 'name', rule: 'own', text: { zh: '不行', en: 'no' } }]);
    if (name.endsWith('broken')) throw new Error('nobody foresaw it');
    return Division.fromPartial({ name });
  }
  async createDivision() {
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

type Divisions = Pick<DivisionService, 'getDivision'>;
const Divisions = peer(DivisionServiceService);

/** The caller of the peer, on behalf of who calls it, or for itself. */
@Serves(figures.FigureServiceService)
class NearService {
  constructor(@Inject(Divisions) private readonly divisions: Divisions) {}
  async getFigure({ name }: { name: FigureName }, caller: Caller) {
    const own = ownCaller('near', 'test');
    const named: Caller = { ...own, subject: 'wu', roles: ['township'], scope: [] };
    const who = name === 'figures/own' ? own : name === 'figures/named' ? named : caller;
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
    far = await bootService(FarModule, DivisionServiceService, [[Divisions, {}]], { environment: quiet, issuer });
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
    const replica = () => bootService(FarModule, DivisionServiceService, [[Divisions, {}]], { issuer });
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
    const answers: Promise<object>[] = [];
    let closed: Promise<void> | undefined;
    for (const [at, name] of names.entries()) {
      answers.push(call(name).catch((error: unknown) => ({ error })));
      if (at === 50) closed = leaving.close();
      await pause(2);
    }
    expect(await Promise.all(answers)).toEqual(names.map((name) => Division.fromPartial({ name })));
    await closed;
    expect(taken.filter((name) => name.includes('slow')).sort()).toEqual(names.toSorted());
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
