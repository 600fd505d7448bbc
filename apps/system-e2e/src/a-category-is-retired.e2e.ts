import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Item } from './client.js';
import { county, needDraft, resourceDraft } from './county.js';
import { as } from './platform.js';
import { clerkOf, newCategory } from './records.example.js';
import { Walking } from './walking.example.js';

const walking = new Walking('140930115001');
const clerk = clerkOf(walking.community);
const file = (category: string) =>
  clerk.ask('POST /v1/needs', { body: needDraft({ division: walking.community, category }) });

/** What the catalogue of categories decides, and what it leaves alone. */
describe('a category', () => {
  let [kept, code]: [Item | undefined, string] = [undefined, ''];
  beforeAll(async () => {
    await walking.compound();
    code = await newCategory();
    kept = (await file(code)).body;
  });

  it('is read by everybody', async () => {
    const { categories } = (await clerk.done(`GET /v1/categories?pageSize=5`)) as unknown as { categories: Item[] };
    expect(categories.length).toBeGreaterThan(0);
  });

  it.each([
    [
      'a need',
      'POST /v1/needs',
      () => needDraft({ division: walking.community, category: 'never-heard-of' }),
      'need.category',
    ],
    [
      'a project',
      'POST /v1/projects',
      () => ({ division: walking.community, category: 'never-heard-of', title: '测试项目' }),
      'project.category',
    ],
    [
      'a resource',
      'POST /v1/resources',
      () => resourceDraft({ division: county, categories: ['never-heard-of'] }),
      'resource.categories',
    ],
  ])('that is in no catalogue: %s is refused', async (_, line, body, field) => {
    const by = line.includes('resources') ? as('county-hospital') : clerk;
    const { status, body: problem } = await by.ask(line, { body: body() });
    expect([status, problem.reason, problem.facts]).toEqual([
      409,
      'CATEGORY_UNKNOWN',
      { field, category: 'never-heard-of' },
    ]);
  });

  it('once retired takes nothing new and keeps what it has; reopened, it takes again', async () => {
    const retired = await newCategory();
    await as('county').done(`POST /v1/categories/${retired}:retire`, { reason: '并入其他类别' });
    expect((await file(retired)).body.reason).toBe('CATEGORY_RETIRED');
    const edit = { body: { category: retired }, headers: { 'if-match': `"${String(kept?.etag)}"` } };
    expect((await clerk.ask(`PATCH /v1/${String(kept?.name)}`, edit)).body.reason).toBe('CATEGORY_RETIRED');
    await as('county').done(`POST /v1/categories/${retired}:reopen`, {});
    expect((await file(retired)).status).toBe(201);
  });
});
