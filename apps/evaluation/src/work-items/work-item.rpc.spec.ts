import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WorkItemServiceService } from '@doorstep/contracts/evaluation/v1/work_item.js';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import { DivisionTree, unmerged } from '@doorstep/store';
import { bootService, eventually, person, reasonOf, type Running } from '@doorstep/testing/boot';
import { EvaluationModule } from '../evaluation.module.js';
import { Journals, type Journal } from '../peers.js';

const [compound, community, township] = ['1409301000010001', '140930100001', '140930100'];

/** A journal that grows while the test speaks. */
class Book implements Journal {
  private entries: Entry[] = [];
  epoch = 'e1';

  readonly readEntries: Journal['readEntries'] = ({ epoch, after }) =>
    Promise.resolve({
      epoch: this.epoch,
      entries: this.entries.filter(({ seq }) => seq > (epoch === this.epoch ? after : 0)),
    });

  /** @param due day on which it breaches; empty where it waits for nobody any more. */
  write(aggregate: string, version: number, due: string, waiting: object = {}): void {
    const record = due ? { dueTime: `${due}T16:00:00Z`, waiting: { desk: compound, ...waiting } } : { overdue: false };
    const body = JSON.stringify({
      division: compound,
      state: 'STATE_DRAFTED',
      effectiveTime: '2025-03-04T02:00:00Z',
      figures: [],
      record,
    });
    const seq = this.entries.length + 1;
    this.entries.push({ seq, eventId: `event-${String(seq)}`, type: 'x.y', aggregate, version, n: 0, body });
  }
}

describe('WorkItemService', () => {
  let app: Running<typeof WorkItemServiceService>;
  const [matching, stations] = [new Book(), new Book()];
  const manager = person('zhao', compound, ['station_manager']);
  const [official, town] = [person('qian', community, ['community']), person('sun', township, ['township'])];
  const recordsOf = async (by: typeof manager, pageSize = 0) => {
    const found: string[] = [];
    for (let pageToken = '', more = true; more; more = pageToken !== '') {
      const page = await app.as(by).listWorkItems({ pageSize, pageToken });
      found.push(...page.workItems.map(({ record }) => record));
      pageToken = page.nextPageToken;
      if (pageToken === '') expect(found).toHaveLength(page.totalSize);
    }
    return found;
  };
  const becomes = (by: typeof manager, want: readonly string[]) =>
    eventually(async () => expect(await recordsOf(by)).toEqual(want));

  beforeAll(async () => {
    const journals = new Map([
      ['matching', matching],
      ['stations', stations],
    ]);
    app = await bootService(EvaluationModule, WorkItemServiceService, [
      [Journals, journals],
      [DivisionTree, unmerged],
    ]);
  });
  afterAll(() => app.close());

  it('gathers what waits, of every service, what breaches first before the rest', async () => {
    matching.write('needs/n1', 1, '2025-03-07');
    matching.write('needs/n2', 1, '2025-03-05');
    stations.write('compounds/c1', 1, '2025-03-06');
    await becomes(manager, ['needs/n2', 'compounds/c1', 'needs/n1']);
    expect(await recordsOf(manager, 1)).toEqual(['needs/n2', 'compounds/c1', 'needs/n1']);
    expect([await recordsOf(official), await recordsOf(town)]).toEqual([[], []]);
  });

  it('follows a record to the desk above, to a person, and out of the queue', async () => {
    matching.write('needs/n2', 2, '2025-03-10', { desk: community, escalations: 1 });
    await becomes(official, ['needs/n2']);
    await becomes(manager, ['compounds/c1', 'needs/n1']);
    matching.write('needs/n1', 2, '2025-03-07', { assignee: 'li' });
    await becomes(person('li', compound, ['grid_worker']), ['needs/n1']);
    await becomes(manager, ['compounds/c1']);
    stations.write('compounds/c1', 2, '');
    await becomes(manager, []);
  });

  it('gathers what an organisation was told of, and nothing where every clock acts by itself', async () => {
    const client = { ...person('housing-client', compound, ['department_client']), organisation: 'housing' };
    const clocks = [{ name: 'notice', organisations: ['housing', 'water'] }];
    matching.write('needs/n5', 1, '2025-12-06', { clocks });
    stations.write('tools/t1', 1, '2025-03-06', { desk: '', clocks: [{ name: 'fetch' }] });
    await becomes(client, ['needs/n5']);
    expect(await recordsOf({ ...client, organisation: 'heating' })).toEqual([]);
    await becomes(manager, ['needs/n5']);
    matching.write('needs/n5', 2, '');
    await becomes(client, []);
    await becomes(manager, []);
  });

  it('shows what stands still last, and without a date', async () => {
    matching.write('needs/n3', 1, '2025-12-05');
    stations.write('compounds/c2', 1, '2025-03-06', {});
    matching.write('needs/n4', 1, '', {});
    await becomes(manager, ['compounds/c2', 'needs/n3']);
    const { workItems } = await app.as(manager).listWorkItems({ pageSize: 1 });
    expect(workItems).toMatchObject([
      {
        record: 'compounds/c2',
        state: 'STATE_DRAFTED',
        division: compound,
        desk: compound,
        dueTime: new Date('2025-03-06T16:00Z'),
      },
    ]);
  });

  it('begins anew with another epoch of a source, and leaves the others alone', async () => {
    matching.epoch = 'e2';
    await becomes(manager, ['compounds/c2', 'needs/n3']);
    await becomes(official, ['needs/n2']);
  });

  it.each([
    { by: person('zhao', compound, ['resident']), asked: {}, want: 'NOT_PERMITTED' },
    { by: manager, asked: { pageSize: 500 }, want: 'INVALID' },
    { by: manager, asked: { pageToken: 'bm90LWEtdG9rZW4' }, want: 'PAGE_TOKEN_FOREIGN' },
  ])('refuses $by.subject asking $asked: $want', async ({ by, asked, want }) => {
    expect(await reasonOf(app.as(by).listWorkItems(asked))).toBe(want);
  });
});
