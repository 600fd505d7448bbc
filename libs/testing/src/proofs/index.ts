import { everyRpc, type Noun } from './nouns.js';
import { Clock, Database, DivisionTree, Store, unmerged } from '@doorstep/store';
import type { Type } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceDefinition } from '@doorstep/runtime';
import { provesAdmission } from './admission.js';
import { bootService, vouching, type Fake, type Running } from '../boot.js';
import { MovableClock, provesClocks } from './clocks.js';
import { provesLists } from './lists.js';
import { provesParents } from './parents.js';

/** Proves of every noun of a service what every noun promises. @param fakes stand in for its peers. */
export function provesNouns(nouns: readonly Noun[], module: Type, fakes: readonly Fake[] = []): void {
  const clock = new MovableClock(new Date('2025-03-04T02:00:00Z'));
  let app: Running<ServiceDefinition>;
  beforeAll(async () => {
    const always = [vouching, [Clock, clock.now], [DivisionTree, unmerged]] as const;
    app = await bootService(module, everyRpc(nouns), [...always, ...fakes]);
  });
  afterAll(() => app.close());
  const store = (): Store => app.get(Store);

  it('is proved of all that the service stores', () => {
    expect(nouns.map(({ plural }) => plural)).toEqual(expect.arrayContaining([...store().collections]));
  });

  // A new service has none; jest refuses tables without rows.
  if (nouns.length === 0) return;

  // First, while only its own records are due.
  describe('every clock ends as it says', () => provesClocks(nouns, store, clock));

  describe('the service answers as the model says', () => provesAdmission(nouns, () => app));

  describe('records end with their parents', () => provesParents(nouns, store, () => app.get(Database)));

  describe('every list is served by an index, and a page costs what it shows', () => provesLists(nouns, store));
}
