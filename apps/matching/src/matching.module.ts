import { Module } from '@nestjs/common';
import { SheetsModule } from '@doorstep/sheets/intake';
import { StoreModule } from '@doorstep/store';
import { CrossDepartmentIssueService } from './cross-department-issues/cross-department-issue.service.js';
import { JointMeetingService } from './joint-meetings/joint-meeting.service.js';
import { JointMeetingWorker } from './joint-meetings/joint-meeting.worker.js';
import { builtThread, Matcher, Thread } from './match-runs/match-run.matcher.js';
import { MatchRunService } from './match-runs/match-run.service.js';
import { MatchRunWorker } from './match-runs/match-run.worker.js';
import { NeedService } from './needs/need.service.js';
import { needSheet } from './needs/need.sheet.js';
import { ProcessTemplateService } from './process-templates/process-template.service.js';
import { ProjectService } from './projects/project.service.js';
import { ProjectWorker } from './projects/project.worker.js';
import { ResourceService } from './resources/resource.service.js';
import { resourceSheet } from './resources/resource.sheet.js';
import { SuggestionService } from './suggestions/suggestion.service.js';

@Module({
  imports: [StoreModule, SheetsModule.of(needSheet, resourceSheet)],
  controllers: [
    NeedService,
    ResourceService,
    ProjectService,
    ProcessTemplateService,
    CrossDepartmentIssueService,
    JointMeetingService,
    MatchRunService,
    SuggestionService,
  ],
  providers: [{ provide: Thread, useValue: builtThread }, JointMeetingWorker, Matcher, MatchRunWorker, ProjectWorker],
})
export class MatchingModule {}
