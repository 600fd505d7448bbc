import { afterAll, beforeAll, describe } from '@jest/globals';
import { Store, type Collection, type Stored } from '@doorstep/store';
import { provesLists } from '@doorstep/testing/lists';
import { crossDepartmentIssues } from './cross-department-issues/cross-department-issue.store.js';
import { jointMeetings } from './joint-meetings/joint-meeting.store.js';
import { matchRuns } from './match-runs/match-run.store.js';
import { matchingImports } from './matching-imports/matching-import.store.js';
import { needs } from './needs/need.store.js';
import { processTemplates } from './process-templates/process-template.store.js';
import { projects } from './projects/project.store.js';
import { resources } from './resources/resource.store.js';
import { Stories } from './stories.example.js';
import { suggestions } from './suggestions/suggestion.store.js';

const collections = [
  ...[
    crossDepartmentIssues,
    jointMeetings,
    matchingImports,
    matchRuns,
    needs,
    processTemplates,
    projects,
    resources,
    suggestions,
  ],
] as unknown as Collection<Stored>[];

describe('every list of the service is served by an index, and a page costs what it shows', () => {
  let stories: Stories;
  beforeAll(async () => {
    stories = await Stories.begin();
  });
  afterAll(() => stories.close());

  provesLists(collections, () => stories.app.get(Store));
});
