import { afterAll, beforeAll, describe } from '@jest/globals';
import { NeedServiceService } from '@doorstep/contracts/matching/v1/need.js';
import { Clock, Store } from '@doorstep/store';
import { bootService, type Running } from '@doorstep/testing/boot';
import { MovableClock, provesDeadlines, timed } from '@doorstep/testing/deadlines';
import { issue } from './cross-department-issues/cross-department-issue.example.js';
import { crossDepartmentIssues } from './cross-department-issues/cross-department-issue.store.js';
import { meeting } from './joint-meetings/joint-meeting.example.js';
import { jointMeetings } from './joint-meetings/joint-meeting.store.js';
import { MatchingModule } from './matching.module.js';
import { need } from './needs/need.example.js';
import { needs } from './needs/need.store.js';
import { divisions } from './peers.example.js';
import { Divisions, Evidence, Stations } from './peers.js';
import { project } from './projects/project.example.js';
import { projects } from './projects/project.store.js';

const nouns = [
  timed(needs, need({ openUntil: new Date('2099-01-01') })),
  timed(projects, project()),
  timed(crossDepartmentIssues, issue()),
  timed(jointMeetings, meeting()),
];

describe('nobody dodges a deadline of the service', () => {
  const clock = new MovableClock(new Date('2025-03-04T02:00:00Z'));
  let app: Running<typeof NeedServiceService>;
  beforeAll(async () => {
    app = await bootService(MatchingModule, NeedServiceService, [
      [Stations, {}],
      [Divisions, divisions],
      [Evidence, {}],
      [Clock, clock.now],
    ]);
  });
  afterAll(() => app.close());

  provesDeadlines(nouns, () => app.get(Store), clock);
});
