import { Module } from '@nestjs/common';
import { StoreModule } from '@doorstep/store';
import { CrossDepartmentIssueService } from './cross-department-issues/cross-department-issue.service.js';
import { JointMeetingService } from './joint-meetings/joint-meeting.service.js';
import { JointMeetingWorker } from './joint-meetings/joint-meeting.worker.js';
import { builtThread, Matcher, Thread } from './match-runs/match-run.matcher.js';
import { MatchRunService } from './match-runs/match-run.service.js';
import { MatchRunWorker } from './match-runs/match-run.worker.js';
import { importProviders } from './matching-imports/matching-import.nouns.js';
import { MatchingImportService } from './matching-imports/matching-import.service.js';
import { NeedService } from './needs/need.service.js';
import { ProcessTemplateService } from './process-templates/process-template.service.js';
import { ProjectService } from './projects/project.service.js';
import { ProjectWorker } from './projects/project.worker.js';
import { ResourceService } from './resources/resource.service.js';
import { SuggestionService } from './suggestions/suggestion.service.js';

@Module({
  imports: [StoreModule],
  controllers: [
    NeedService,
    ResourceService,
    ProjectService,
    ProcessTemplateService,
    CrossDepartmentIssueService,
    JointMeetingService,
    MatchingImportService,
    MatchRunService,
    SuggestionService,
  ],
  providers: [
    { provide: Thread, useValue: builtThread },
    ...importProviders,
    JointMeetingWorker,
    Matcher,
    MatchRunWorker,
    ProjectWorker,
  ],
})
export class MatchingModule {}
