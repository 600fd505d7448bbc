import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { audience } from '@doorstep/domain';
import { Store, type Collection, type Stored } from '@doorstep/store';
import { assets } from './assets/asset.store.js';
import { compounds } from './compounds/compound.store.js';
import { coverages } from './coverages/coverage.store.js';
import { enrolments } from './enrolments/enrolment.store.js';
import { funds } from './funds/fund.store.js';
import { gapTasks } from './gap-tasks/gap-task.store.js';
import { gridCheckins } from './grid-checkins/grid-checkin.store.js';
import { grids } from './grids/grid.store.js';
import { inspections } from './inspections/inspection.store.js';
import { practices } from './practices/practice.store.js';
import { premises } from './premises/premises.store.js';
import { programmes } from './programmes/programme.store.js';
import { replications } from './replications/replication.store.js';
import { sessions } from './sessions/session.store.js';
import { stations } from './stations/station.store.js';
import { Stories } from './stories.example.js';
import { templates } from './templates/template.store.js';
import { tools } from './tools/tool.store.js';

const collections = [
  ...[assets, compounds, coverages, enrolments, funds, gapTasks, gridCheckins, grids, inspections],
  ...[practices, premises, programmes, replications, sessions, stations, templates, tools],
] as unknown as Collection<Stored>[];

/** Every stage of a plan, from the outermost in. */
const stagesOf = (plan: unknown): string[] =>
  [...JSON.stringify(plan).matchAll(/"stage":"(\w+)"/g)].map(([, stage = '']) => stage);

describe('every list of the service', () => {
  let stories: Stories;
  const lists = collections.flatMap((spec) =>
    spec.lists.map(({ by, order }) => ({
      spec,
      collection: spec.name,
      by: by.join(' and ') || 'nothing',
      fields: by,
      order,
    })),
  );

  beforeAll(async () => {
    stories = await Stories.begin();
  });
  afterAll(() => stories.close());

  it.each(lists)(
    '$collection by $by in order of $order is served by an index, without sorting',
    async ({ spec, fields, order }) => {
      const { documents } = stories.app.get(Store).open(spec);
      const equal = Object.fromEntries(fields.map((field) => [field, 'any']));
      const [[field, direction] = ['_id', 1 as const]] = Object.entries<1 | -1>(order);
      const asked = documents.find({ _aud: { $in: [audience.division('140930')] }, ...equal });
      const { queryPlanner } = await asked
        .sort({ [field]: direction, _id: direction })
        .limit(21)
        .explain('queryPlanner');
      const stages = stagesOf(queryPlanner.winningPlan);
      expect(stages).toContain('IXSCAN');
      expect(stages.filter((stage) => stage === 'SORT' || stage === 'COLLSCAN')).toEqual([]);
    },
  );
});
