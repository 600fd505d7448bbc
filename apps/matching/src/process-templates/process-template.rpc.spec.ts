import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProjectName } from '@doorstep/contracts/names.js';
import { ProcessTemplate_State as State } from '@doorstep/contracts/matching/v1/process_template.js';
import { person, reasonOf } from '@doorstep/testing/boot';
import { change, chen, qian, Stories, wu } from '../stories.example.js';
import { project } from '../projects/project.example.js';
import { processTemplate, steps } from './process-template.example.js';

/** Of another township. */
const gao = person('gao', '140930101', ['township', 'station_manager']);

describe('ProcessTemplateService', () => {
  let stories: Stories;
  const clone = (name: ProjectName, by = wu) =>
    stories.as(by).createProcessTemplate({
      processTemplate: processTemplate({ project: name }),
      requestId: randomUUID(),
    });
  const published = async (name: ProjectName) => {
    const { name: template } = await clone(name);
    await stories.as(wu).publishProcessTemplate(change(template));
    return template;
  };

  beforeAll(async () => {
    stories = await Stories.begin();
  });
  afterAll(() => stories.close());

  it('becomes a procedure elsewhere, and knows where it comes from', async () => {
    const first = await published(await stories.accepted({ steps }));
    const made = await stories.as(gao).createProject({
      project: project({ division: '140930101', template: first }),
      requestId: randomUUID(),
    });
    expect(made).toMatchObject({ template: first, steps });
    const again = await stories.accepted({ template: first });
    const second = await published(again);
    expect(await stories.as(gao).getProcessTemplate({ name: second })).toMatchObject({
      project: again,
      state: State.PUBLISHED,
      lineage: [first],
      steps,
    });
    const { projects } = await stories.as(qian).listProjects({ filter: `template = "${first}"` });
    expect(projects.map(({ name }) => name)).toEqual([again]);
  });

  it('gives nothing once it is retired, and what it gave stays', async () => {
    const template = await published(await stories.accepted({ steps }));
    const made = await stories.proposed({ template });
    expect(await reasonOf(stories.as(wu).retireProcessTemplate(change(template)))).toBe('REASON_REQUIRED');
    await stories.as(wu).retireProcessTemplate({ ...change(template), reason: '标准更新' });
    expect(await reasonOf(stories.proposed({ template }))).toBe('TEMPLATE_NOT_PUBLISHED');
    expect((await stories.as(qian).getProject({ name: made })).steps).toEqual(steps);
  });

  it.each([
    { what: 'a project that runs', make: () => stories.running({ steps }), by: wu, want: 'PROJECT_NOT_ACCEPTED' },
    { what: 'a project without steps', make: () => stories.accepted(), by: wu, want: 'PROJECT_WITHOUT_STEPS' },
    { what: 'a project elsewhere', make: () => stories.accepted({ steps }), by: gao, want: 'NOT_FOUND' },
    { what: 'a project, by the community', make: () => stories.accepted({ steps }), by: chen, want: 'NOT_PERMITTED' },
  ])('is not cloned from $what: $want', async ({ make, by, want }) => {
    expect(await reasonOf(clone(await make(), by))).toBe(want);
  });

  it.each<{ what: string; over: object; want: string }>([
    { what: 'a template that there is not', over: { template: 'processTemplates/none' }, want: 'NOT_FOUND' },
    { what: 'what is no template', over: { template: 'templates/t1' }, want: 'INVALID' },
    {
      what: 'a step of no days',
      over: { steps: [{ title: '摸底', department: '', workingDays: 0 }] },
      want: 'INVALID',
    },
  ])('no project is made from $what: $want', async ({ over, want }) => {
    expect(await reasonOf(stories.proposed(over))).toBe(want);
  });

  it('is published and retired only at home', async () => {
    const { name } = await clone(await stories.accepted({ steps }));
    expect(await reasonOf(stories.as(gao).publishProcessTemplate(change(name)))).toBe('NOT_FOUND');
    expect(await reasonOf(stories.proposed({ template: name }))).toBe('TEMPLATE_NOT_PUBLISHED');
  });
});
