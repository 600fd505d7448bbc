import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NoticeServiceService } from '@doorstep/contracts/evaluation/v1/notice.js';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import { DivisionTree, unmerged } from '@doorstep/store';
import { bootService, eventually, person, reasonOf, type Running } from '@doorstep/testing/boot';
import { EvaluationModule } from '../evaluation.module.js';
import { Journals, type Journal } from '../peers.js';

const compound = '1409301000010001';
const entries: Entry[] = [];
const stations: Journal = {
  readEntries: ({ epoch, after }) =>
    Promise.resolve({ epoch: 'e1', entries: entries.filter(({ seq }) => seq > (epoch === 'e1' ? after : 0)) }),
};

/** An enrolment ends; @param following because of what, and who is told. */
function write(aggregate: string, following?: { record: string; tells: readonly string[] }): void {
  const seq = entries.length + 1;
  const time = new Date(Date.now() + seq).toISOString();
  const body = {
    division: compound,
    state: 'STATE_CANCELLED',
    time,
    effectiveTime: time,
    figures: [],
    fields: ['state'],
  };
  const said = {
    type: 'enrolments.cancelled',
    aggregate,
    version: 2,
    n: 0,
    body: JSON.stringify({ ...body, following }),
  };
  entries.push({ seq, eventId: `event-${String(seq)}`, ...said });
}

describe('NoticeService', () => {
  let app: Running<typeof NoticeServiceService>;
  const recordsOf = async (by: ReturnType<typeof person>, pageSize = 0) => {
    const found: string[] = [];
    for (let pageToken = '', more = true; more; more = pageToken !== '') {
      const page = await app.as(by).listNotices({ pageSize, pageToken });
      found.push(...page.notices.map(({ record }) => record));
      pageToken = page.nextPageToken;
    }
    return found;
  };
  const manager = person('qian', compound, ['station_manager']);

  beforeAll(async () => {
    app = await bootService(EvaluationModule, NoticeServiceService, [
      [Journals, new Map([['stations', stations]])],
      [DivisionTree, unmerged],
    ]);
    write('enrolments/e1', { record: 'sessions/s1', tells: ['li'] });
    write('enrolments/e2', { record: 'sessions/s1', tells: ['wang', 'hospital'] });
    write('enrolments/e3');
    await eventually(async () => expect(await recordsOf(manager)).toHaveLength(2));
  });
  afterAll(() => app.close());

  it.each([
    { who: 'the person', by: person('li', compound, ['resident']), want: ['enrolments/e1'] },
    { who: 'another person', by: person('wang', compound, ['resident']), want: ['enrolments/e2'] },
    {
      who: 'an organisation',
      by: person('client', compound, ['department_client'], { organisation: 'hospital' }),
      want: ['enrolments/e2'],
    },
    { who: 'who is on duty at the station, the newest first', by: manager, want: ['enrolments/e2', 'enrolments/e1'] },
    { who: 'nobody else', by: person('sun', '140930101', ['township']), want: [] },
  ])('tells $who', async ({ by, want }) => {
    expect(await recordsOf(by)).toEqual(want);
    expect(await recordsOf(by, 1)).toEqual(want);
  });

  it('says what happened, and because of what', async () => {
    const { notices } = await app.as(person('li', compound, ['resident'])).listNotices({});
    expect(notices).toMatchObject([{ state: 'STATE_CANCELLED', because: 'sessions/s1', division: compound }]);
  });

  it.each([
    { by: person('audit', '140930', ['auditor']), asked: {}, want: 'NOT_PERMITTED' },
    { by: manager, asked: { pageSize: 500 }, want: 'INVALID' },
    { by: manager, asked: { pageToken: 'bm90LWEtdG9rZW4' }, want: 'PAGE_TOKEN_FOREIGN' },
  ])('refuses $by.subject asking $asked: $want', async ({ by, asked, want }) => {
    expect(await reasonOf(app.as(by).listNotices(asked))).toBe(want);
  });
});
