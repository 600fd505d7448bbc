import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Item } from './client.js';
import { needDraft } from './county.js';
import { clerkOf, newCategory, somebodyElse } from './records.example.js';
import { Walking } from './walking.example.js';

const walking = new Walking('140930112001');
const clerk = clerkOf(walking.community);
const category = await newCategory();
const filter = `filter=${encodeURIComponent(`state = "DRAFTED" AND category = "${category}"`)}`;

/** What the county's clerks do with a list: take it along as they see it, filtered, to a spreadsheet. */
describe('a list leaves as a sheet', () => {
  let shown: Item[];
  beforeAll(async () => {
    await walking.compound();
    const filer = somebodyElse('grid_worker', walking.community);
    const draft = needDraft({ division: walking.community, category, contactPhone: '13800001111' });
    for (const title of ['老年助餐', '=HYPERLINK("http://x")', '加装扶手, 三处'])
      await filer.done('POST /v1/needs', { ...draft, title });
    await filer.done('POST /v1/needs', { ...draft, category: await newCategory() });
    shown = await clerk.all(`/v1/needs?${filter}`, 'needs');
  });

  it('with the same filter the same records, and nothing personal', async () => {
    const { status, text } = await clerk.ask(`GET /v1/needs?${filter}`, { headers: { accept: 'text/csv' } });
    const [, ...rows] = text.trimEnd().split('\r\n');
    expect([status, rows.length]).toEqual([200, 3]);
    for (const { name } of shown) expect(text).toContain(name);
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(text).toContain('"加装扶手, 三处"');
    expect(text).not.toContain('13800001111');
  });

  it('and refuses as the list does', async () => {
    const bad = `GET /v1/needs?filter=${encodeURIComponent('title = "x"')}`;
    const { status, body } = await clerk.ask(bad, { headers: { accept: 'text/csv' } });
    expect([status, body.reason]).toEqual([400, 'FILTER_NOT_SERVED']);
  });
});
