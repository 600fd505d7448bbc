import { idOf } from '@doorstep/aip';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import {
  CrossDepartmentIssue_State as IssueState,
  type CrossDepartmentIssue,
} from '@doorstep/contracts/matching/v1/cross_department_issue.js';
import { JointMeeting_State as State, type JointMeeting } from '@doorstep/contracts/matching/v1/joint_meeting.js';
import type { EventBody } from '@doorstep/events';
import { Config, Log, ownCaller } from '@doorstep/runtime';
import { Clock, Store, type Repository } from '@doorstep/store';
import { tableIssue } from '../cross-department-issues/cross-department-issue.js';
import { crossDepartmentIssues } from '../cross-department-issues/cross-department-issue.store.js';
import { missedMeeting, missMeeting } from './joint-meeting.js';
import { jointMeetings } from './joint-meeting.store.js';
import { beginningOf, quarterAfter, quarterOf, type Quarter } from './quarter.js';

const hourMs = 3_600_000;
/** Paper of a quarter's last days may come in so late. */
const graceMs = 5 * 24 * hourMs;

/** Tables what a scheduled meeting carries over, and finds quarters that had no meeting. */
@Injectable()
export class JointMeetingWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly meetings: Repository<JointMeeting>;
  private readonly issues: Repository<CrossDepartmentIssue>;
  private looking: NodeJS.Timeout | undefined;

  constructor(
    store: Store,
    @Inject(Clock) private readonly now: () => Date,
    private readonly log: Log,
    private readonly config: Config,
  ) {
    this.meetings = store.open(jointMeetings);
    this.issues = store.open(crossDepartmentIssues);
    store.react('joint-meetings', async (entry) => {
      if (entry.type === 'jointMeetings.scheduled') await this.table(entry);
    });
  }

  onApplicationBootstrap(): void {
    const look = () => void this.look(this.now()).catch((error: unknown) => this.log.retried('jointMeetings', error));
    this.looking = setInterval(look, hourMs).unref();
    look();
  }

  onApplicationShutdown(): void {
    clearInterval(this.looking);
  }

  /**
   * Records each quarter that was over by an instant and had no meeting, in every division that held or scheduled one
   * before: whoever began to meet goes on each quarter. Several replicas that look at once record it once.
   */
  async look(now: Date): Promise<void> {
    const end = quarterOf(new Date(now.getTime() - graceMs));
    const known = new Map<string, Map<Quarter, JointMeeting>>();
    for await (const meeting of this.meetings.scan({})) {
      const meetings = known.get(meeting.division) ?? new Map<Quarter, JointMeeting>();
      known.set(meeting.division, meetings.set(meeting.quarter, meeting));
    }
    for (const [division, meetings] of known) {
      const [first = end] = [...meetings.keys()].sort();
      for (let quarter = first; quarter < end; quarter = quarterAfter(quarter))
        await this.missed(division, quarter, meetings.get(quarter));
    }
  }

  /** Dated at the beginning of its quarter, so that a meeting whose paper comes later still finds its place. */
  private async missed(division: string, quarter: Quarter, meeting: JointMeeting | undefined): Promise<void> {
    const caller = ownCaller(this.config.service, 'joint-meetings');
    const began = beginningOf(quarter);
    const request = { requestId: `missed-${division}-${quarter}`, reason: '' };
    if (meeting === undefined)
      await this.meetings.create({ ...request, effectiveTime: began }, caller, () => missedMeeting(division, quarter));
    if (meeting?.state !== State.SCHEDULED) return;
    const { name, etag, stateTime = began } = meeting;
    const effectiveTime = stateTime > began ? stateTime : began;
    await this.meetings.update(
      { ...request, name, etag: '', requestId: `missed-${name}-${etag}`, effectiveTime },
      caller,
      missMeeting,
    );
  }

  /** What was raised, opened again or put off comes before the meeting. */
  private async table({ aggregate, eventId, body }: Entry): Promise<void> {
    const caller = ownCaller(this.config.service, 'joint-meetings');
    const { agenda, quarter } = await this.meetings.get(this.meetings.nameIn(aggregate), caller);
    const scheduled = new Date((JSON.parse(body) as EventBody).effectiveTime);
    for (const name of agenda) {
      const { stateTime = scheduled } = await this.issues.get(name, caller);
      const effectiveTime = stateTime > scheduled ? stateTime : scheduled;
      const requestId = `${eventId}-${idOf('crossDepartmentIssues', name)}`;
      await this.issues.update({ name, etag: '', requestId, reason: '', effectiveTime }, caller, (issue, now) =>
        waits(issue, quarter) && quarterOf(now) <= quarter ? tableIssue(issue, quarter, now) : issue,
      );
    }
  }
}

const waits = ({ state, quarter: before }: CrossDepartmentIssue, quarter: Quarter): boolean =>
  state === IssueState.RAISED || state === IssueState.REOPENED || (state === IssueState.TABLED && before < quarter);
