import { afterAll, beforeAll, describe } from '@jest/globals';
import { Store, type Collection, type Stored } from '@doorstep/store';
import { provesLists } from '@doorstep/testing/lists';
import { assets } from './assets/asset.store.js';
import { compounds } from './compounds/compound.store.js';
import { coverages } from './coverages/coverage.store.js';
import { divisions } from './divisions/division.store.js';
import { enrolments } from './enrolments/enrolment.store.js';
import { evidence } from './evidence/evidence.store.js';
import { funds } from './funds/fund.store.js';
import { gapTasks } from './gap-tasks/gap-task.store.js';
import { gridCheckins } from './grid-checkins/grid-checkin.store.js';
import { grids } from './grids/grid.store.js';
import { imports } from './imports/import.store.js';
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
  ...[
    assets,
    compounds,
    coverages,
    divisions,
    enrolments,
    evidence,
    funds,
    gapTasks,
    gridCheckins,
    grids,
    imports,
    inspections,
  ],
  ...[practices, premises, programmes, replications, sessions, stations, templates, tools],
] as unknown as Collection<Stored>[];

describe('every list of the service is served by an index, and a page costs what it shows', () => {
  let stories: Stories;
  beforeAll(async () => {
    stories = await Stories.begin();
  });
  afterAll(() => stories.close());

  provesLists(collections, () => stories.app.get(Store));
});
