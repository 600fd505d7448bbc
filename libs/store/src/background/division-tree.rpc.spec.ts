import { Module } from '@nestjs/common';
import type { ListRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as figures from '@doorstep/contracts/evaluation/v1/figure.js';
import { Division, DivisionServiceService, type DivisionService } from '@doorstep/contracts/stations/v1/division.js';
import { Serves } from '@doorstep/runtime';
import { bootService, eventually, reasonOf, type Running } from '@doorstep/testing/boot';
import { startIssuer, type TestIssuer } from '@doorstep/testing/issuer';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { caller, need, needs, request } from '../wiring/store.example.js';
import { StoreModule } from '../wiring/store.module.js';
import { Store } from '../wiring/store.js';

const merged = ['1409301000010001', '1409301000010002'];
const nothing = async () => Division.fromPartial({});

/** Owner of a tree in which two compounds were merged, each told on a page of its own. */
@Serves(DivisionServiceService)
class TreeService implements DivisionService {
  async listDivisions({ pageToken, filter }: ListRequest) {
    const at = Number(pageToken);
    const code = filter === 'state = "STATE_MERGED"' ? (merged[at] ?? '') : '';
    const divisions = [Division.fromPartial({ code, mergedInto: '1409301010020002' })];
    return { divisions, nextPageToken: merged[at + 1] === undefined ? '' : String(at + 1) };
  }
  getDivision() {
    return nothing();
  }
  createDivision() {
    return nothing();
  }
  renameDivision() {
    return nothing();
  }
  mergeDivision() {
    return nothing();
  }
  async countDivisions() {
    return { count: 0, more: false };
  }
  async listDivisionHistory() {
    return { changes: [], nextPageToken: '' };
  }
}
@Module({ controllers: [TreeService] })
class TreeModule {}

/** A service with records, and no line about divisions. */
@Serves(figures.FigureServiceService)
class AnyService {
  constructor(store: Store) {
    store.open(needs);
  }
  async getFigure() {
    return figures.Figure.fromPartial({});
  }
  async listFigures() {
    return { figures: [], nextPageToken: '' };
  }
  async listFigureRecords() {
    return { records: [], nextPageToken: '' };
  }
}
@Module({ imports: [StoreModule], controllers: [AnyService] })
class AnyModule {}

describe('any service', () => {
  let issuer: TestIssuer;
  let tree: Running<typeof DivisionServiceService>;
  let any: Running<typeof figures.FigureServiceService>;
  const create = (division: string) =>
    reasonOf(
      any
        .get(Store)
        .open(needs)
        .create(request(), caller(), () => need({ division })),
    );

  beforeAll(async () => {
    issuer = await startIssuer();
    tree = await bootService(TreeModule, DivisionServiceService, [], { issuer });
    const environment = { DOORSTEP_STATIONS_ADDRESS: `127.0.0.1:${tree.port}` };
    any = await bootService(AnyModule, figures.FigureServiceService, [], { issuer, environment });
  });
  afterAll(async () => {
    await any.close();
    await tree.close();
    await issuer.close();
  });

  it('hears from the owner of the tree what was merged, by itself', async () => {
    await eventually(async () =>
      expect(await Promise.all(merged.map(create))).toEqual(merged.map(() => 'DIVISION_MERGED')),
    );
    expect(await create('1409301010020002')).toBe('answered');
  });

  it('does not boot where nobody says where the owner is', async () => {
    await expect(bootService(AnyModule, figures.FigureServiceService, [], { issuer })).rejects.toThrow(
      'DOORSTEP_STATIONS_ADDRESS: is missing',
    );
  });
});
