import type { CrossDepartmentIssueName } from '@doorstep/contracts/names.js';
import { Inject } from '@nestjs/common';
import {
  CrossDepartmentIssue_State as IssueState,
  type CrossDepartmentIssue,
} from '@doorstep/contracts/matching/v1/cross_department_issue.js';
import type { StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/matching/v1/joint_meeting.js';
import { given, type Caller } from '@doorstep/domain';
import { Serves, type Steps } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { openStates } from '../cross-department-issues/cross-department-issue.js';
import { crossDepartmentIssues } from '../cross-department-issues/cross-department-issue.store.js';
import { Divisions } from '../peers.js';
import {
  closeMeeting,
  correctMeeting,
  explainMeeting,
  holdMeeting,
  minuteMeeting,
  rescheduleMeeting,
  returnMeeting,
  scheduleMeeting,
  scheduleMissed,
} from './joint-meeting.js';
import { jointMeetings } from './joint-meeting.store.js';

@Serves(contract.JointMeetingServiceService, jointMeetings)
export class JointMeetingService implements Steps<contract.JointMeetingService> {
  private readonly meetings: Repository<contract.JointMeeting>;
  private readonly issues: Repository<CrossDepartmentIssue>;

  constructor(
    store: Store,
    @Inject(Divisions) private readonly divisions: Divisions,
  ) {
    this.meetings = store.open(jointMeetings);
    this.issues = store.open(crossDepartmentIssues);
  }

  async createJointMeeting(request: contract.CreateJointMeetingRequest, caller: Caller) {
    const draft = given(request, 'jointMeeting');
    await this.divisions.getDivision({ name: `divisions/${draft.division}` }, caller);
    const open = await this.issuesOf(draft.division, ({ state }) => openStates.includes(state));
    const meeting = scheduleMeeting(draft, open);
    const { name } = meeting;
    if (!(await this.meetings.exists(name))) return this.meetings.create(request, caller, () => meeting);
    // Of a quarter that has its meeting, no time of a second one is worth a word.
    const missed = (await this.meetings.load(name)).state === contract.JointMeeting_State.MISSED;
    const effectiveTime = missed ? request.effectiveTime : undefined;
    return this.meetings.update({ ...request, name, etag: '', effectiveTime }, caller, (found) =>
      scheduleMissed(found, meeting),
    );
  }

  rescheduleJointMeeting(request: contract.RescheduleJointMeetingRequest, caller: Caller) {
    const time = given(request, 'meetingTime');
    return this.meetings.update(request, caller, (meeting) => rescheduleMeeting(meeting, time));
  }

  async holdJointMeeting(request: contract.HoldJointMeetingRequest, caller: Caller) {
    const { division, quarter } = await this.meetings.get(request.name, caller);
    const tabled = await this.issuesOf(
      division,
      (issue) => issue.state === IssueState.TABLED && issue.quarter === quarter,
    );
    return this.meetings.update(request, caller, (meeting, now) => holdMeeting(meeting, request.attended, tabled, now));
  }

  correctJointMeeting(request: StepRequest<contract.JointMeetingName>, caller: Caller) {
    return this.meetings.update(request, caller, (meeting) => correctMeeting(meeting, request.reason));
  }

  minuteJointMeeting(request: contract.MinuteJointMeetingRequest, caller: Caller) {
    return this.meetings.update(request, caller, (meeting) =>
      minuteMeeting(meeting, request.minutes, request.decisions),
    );
  }

  closeJointMeeting(request: StepRequest<contract.JointMeetingName>, caller: Caller) {
    return this.meetings.update(request, caller, closeMeeting);
  }

  explainJointMeeting(request: StepRequest<contract.JointMeetingName>, caller: Caller) {
    return this.meetings.update(request, caller, (meeting) => explainMeeting(meeting, request.reason));
  }

  returnJointMeeting(request: StepRequest<contract.JointMeetingName>, caller: Caller) {
    return this.meetings.update(request, caller, (meeting) => returnMeeting(meeting, request.reason));
  }

  /** Names of the open issues of a division that fit, the longest open first. */
  private async issuesOf(
    division: string,
    fits: (issue: CrossDepartmentIssue) => boolean,
  ): Promise<CrossDepartmentIssueName[]> {
    const open = await Array.fromAsync(this.issues.scan({ state: { $in: openStates } }, division));
    const age = ({ createTime }: CrossDepartmentIssue): number => createTime?.getTime() ?? 0;
    return open
      .filter(fits)
      .sort((a, b) => age(a) - age(b))
      .map(({ name }) => name);
  }
}
