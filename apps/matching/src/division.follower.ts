import { Inject, Injectable } from '@nestjs/common';
import { Division_State } from '@doorstep/contracts/stations/v1/division.js';
import { Config, ownCaller } from '@doorstep/runtime';
import { Store, type Merger } from '@doorstep/store';
import { Divisions } from './peers.js';

/** Tells the store which divisions were merged: their records move over here as in the service that owns the tree. */
@Injectable()
export class DivisionFollower {
  constructor(store: Store, @Inject(Divisions) divisions: Divisions, { service }: Config) {
    store.followMergers(() => merged(divisions, service));
  }
}

async function merged(peer: Divisions, service: string): Promise<readonly Merger[]> {
  const found: Merger[] = [];
  const asked = { pageSize: 200, filter: `state = "${Division_State.MERGED}"`, orderBy: '' };
  for (let pageToken: string | undefined = ''; pageToken !== undefined;) {
    const page = await peer.listDivisions({ ...asked, pageToken }, ownCaller(service, 'mergers'));
    found.push(...page.divisions);
    pageToken = page.nextPageToken || undefined;
  }
  return found;
}
