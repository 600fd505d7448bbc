/** The nouns of the service, one a line. */
export { CrossDepartmentIssueService } from './cross-department-issues/cross-department-issue.service.js';
export { JointMeetingService } from './joint-meetings/joint-meeting.service.js';
export { MatchRunService } from './match-runs/match-run.service.js';
export { NeedService } from './needs/need.service.js';
export { ProcessTemplateService } from './process-templates/process-template.service.js';
export { ProjectService } from './projects/project.service.js';
export { ResourceService } from './resources/resource.service.js';
export { SuggestionService } from './suggestions/suggestion.service.js';
