import type { ProjectName } from '@doorstep/contracts/names.js';
import type { Figures } from '@doorstep/contracts/figures.js';
import {
  type Need,
  Need_Channel as Channel,
  Need_State as State,
  Need_Urgency as Urgency,
} from '@doorstep/contracts/matching/v1/need.js';
import { type Project, Project_State } from '@doorstep/contracts/matching/v1/project.js';
import { type Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import {
  addDays,
  dayOf,
  given,
  hours,
  lifecycle,
  reasonRequired,
  refusals,
  sentBack,
  workingDays,
  type Arrows,
  type Caller,
  type Clocks,
  type Counts,
} from '@doorstep/domain';

const { DRAFTED, VERIFIED, LISTED, MATCHED, IN_PROJECT, MET, UNMET, MERGED } = State;

export const refuse = refusals({
  PROJECT_OVER: {
    zh: '该项目已交付或结束，不再纳入需求和资源',
    en: 'the project takes in no more needs and resources',
    remedy: { zh: '请选择尚在商定或实施的项目', en: 'name a project that is proposed, agreed or running' },
  },
  MERGED_INTO_CLOSED: {
    zh: '目标需求已结案，不能再合并',
    en: 'the other need is closed',
    remedy: { zh: '请合并到尚未结案的需求', en: 'merge into a need that is open' },
  },
  MERGED_INTO_LESSER: {
    zh: '只能合并到办理进度不落后于本条的需求',
    en: 'a need merges only into one that is at least as far',
    remedy: { zh: '请反向合并，或先办理目标需求', en: 'merge the other way round, or take the other need on first' },
  },
  OTHERS_MERGED_INTO: {
    zh: '已有其他需求合并到本条，不能撤回',
    en: 'others were merged into the need, which stands for them',
    remedy: { zh: '请先撤销合并，再撤回草稿', en: 'undo those mergers first, then take the draft back' },
  },
  STATION_NOT_OPERATING: {
    zh: '该服务站未在运行',
    en: 'the station is not operating',
    remedy: {
      zh: '请选择正在运行的服务站，或待其恢复运行',
      en: 'name a station that operates, or wait until this one does again',
    },
  },
  DIVISION_NOT_OF_STATION: {
    zh: '区划与服务站所在小区不一致',
    en: 'the division is not that of the station',
    remedy: { zh: '请填写服务站所在小区，或不填区划', en: 'give the division of the station, or leave it out' },
  },
  PLACE_UNKNOWN: {
    zh: '须填写服务站或区划',
    en: 'a need names its station or its division',
    remedy: { zh: '请填写服务站或区划', en: 'name a station or give a division' },
  },
  NOT_THE_FILER: {
    zh: '只有登记人可以修改或撤回草稿',
    en: 'only who filed a draft may change it or take it back',
    remedy: { zh: '请由登记人修改或撤回', en: 'let whoever filed it change it or take it back' },
  },
  VERIFIED_BY_FILER: {
    zh: '登记人不能核实自己登记的需求',
    en: 'whoever filed a need cannot verify it',
    remedy: { zh: '请由登记人以外的人员核实', en: 'let somebody other than its filer verify it' },
  },
  WINDOW_OVER: {
    zh: '需求时段已过',
    en: 'the time window of the need is over',
    remedy: { zh: '请更新需求时段，再重复此操作', en: 'give the need a time window that lies ahead, then repeat' },
  },
  NOT_A_DUPLICATE: {
    zh: '两条需求类别不同，不能合并',
    en: 'needs of different categories do not merge',
    remedy: {
      zh: '请只合并同一类别的需求；类别有误时先更正',
      en: 'merge needs of one category only; correct a category that is wrong first',
    },
  },
  MERGED_INTO_ITSELF: {
    zh: '需求不能合并到自身',
    en: 'a need does not merge into itself',
    remedy: { zh: '请填写另一条需求', en: 'name another need' },
  },
  UNMERGE_WINDOW_OVER: {
    zh: '合并已超过三十天，不能撤销',
    en: 'the merger is more than 30 days old and stands',
    remedy: {
      zh: '合并不再撤销；如需求仍在，请另行登记',
      en: 'the merger stands; file a new need if it is still there',
    },
  },
  MERGED_INTO_MERGED: {
    zh: '目标需求已被合并',
    en: 'the other need was merged itself',
    remedy: { zh: '请合并到目标需求所并入的那一条', en: 'merge into the need that the other one was merged into' },
  },
});

/** A merger is undone to where the need stood: `unmerge`, `reverify` or `relist`. */
export const needLife = lifecycle(DRAFTED, {
  [DRAFTED]: {
    update: { to: DRAFTED, onlyBy: 'filedBy', else: refuse.NOT_THE_FILER },
    delete: { to: DRAFTED, onlyBy: 'filedBy', else: refuse.NOT_THE_FILER },
    verify: { to: VERIFIED, notBy: 'filedBy', else: refuse.VERIFIED_BY_FILER },
    merge: MERGED,
    return: DRAFTED,
  },
  [VERIFIED]: { publish: LISTED, merge: MERGED, return: VERIFIED },
  [LISTED]: { match: MATCHED, close: UNMET, merge: MERGED },
  [MATCHED]: { enlist: IN_PROJECT, release: LISTED },
  [IN_PROJECT]: { meet: MET, miss: UNMET },
  [MET]: {},
  [UNMET]: {},
  [MERGED]: { unmerge: DRAFTED, reverify: VERIFIED, relist: LISTED },
} satisfies Arrows<State, Need>);

/** ⚑ Not in the report: docs/adr/0002-need-deadlines.md. */
export const needClocks = {
  step: { zh: '办理期限', in: { [DRAFTED]: workingDays(3), [VERIFIED]: workingDays(2) } },
  window: {
    zh: '需求时段',
    in: [LISTED],
    from: 'openUntil',
    within: hours(0),
    verb: 'close',
    rule: (need) => needLife.move(need, 'close'),
  },
} satisfies Clocks<typeof needLife, Need>;

const collected = ({ state }: Need): boolean => state !== DRAFTED && state !== VERIFIED && state !== MERGED;

/** What counts for the figures that the contract declares on Need. */
export const needCounts = {
  needs_collected: { counts: collected },
  grid_demands: { counts: (need) => collected(need) && need.channel === Channel.GRID_WORKER },
} satisfies Counts<Figures['doorstep.matching.v1.Need'], Need>;

/** A need as it begins; `station` is absent where it came by hotline or from a department. */
export function draftNeed(draft: Need, station: Station | undefined, by: Caller): Need {
  if (station && station.state !== Station_State.OPERATING)
    throw refuse.STATION_NOT_OPERATING({ station: station.name });
  return {
    ...draft,
    state: needLife.initial,
    division: divisionOf(draft, station),
    urgency: draft.urgency === Urgency.UNSPECIFIED ? Urgency.NORMAL : draft.urgency,
    filedBy: by.subject,
    routedTo: by.organisation === '' ? [] : [by.organisation],
  };
}

function divisionOf({ division }: Need, station: Station | undefined): string {
  if (station === undefined && division === '') throw refuse.PLACE_UNKNOWN({ field: 'need.station' });
  if (station === undefined || division === station.division) return division;
  if (division !== '') throw refuse.DIVISION_NOT_OF_STATION({ field: 'need.division', station: station.name });
  return station.division;
}

/** Corrects a draft; `corrected` is the merged record. */
export const updateNeed = (need: Need, corrected: Need, by: Caller): Need => ({
  ...corrected,
  state: needLife.move(need, 'update', by).state,
});

export const deleteNeed = (need: Need, by: Caller): Need => needLife.move(need, 'delete', by);

export const verifyNeed = (need: Need, by: Caller): Need => ({
  ...needLife.move(need, 'verify', by),
  verifiedBy: by.subject,
});

export function publishNeed(need: Need, now: Date): Need {
  if (given(need, 'openUntil') < now) throw refuse.WINDOW_OVER({ need: need.name });
  return needLife.move(need, 'publish');
}

/** Open states, in the order of the way. */
export const way: readonly State[] = [DRAFTED, VERIFIED, LISTED, MATCHED, IN_PROJECT];

/** One stands for both: so it is open, and at least as far, or what was on the list would be on it no more. */
export function mergeNeed(need: Need, into: Need): Need {
  if (need.name === into.name) throw refuse.MERGED_INTO_ITSELF({ need: need.name });
  if (into.state === MERGED) throw refuse.MERGED_INTO_MERGED({ need: need.name, into: into.mergedInto });
  if (!way.includes(into.state))
    throw refuse.MERGED_INTO_CLOSED({ need: need.name, into: into.name, state: into.state });
  if (need.category !== into.category) throw refuse.NOT_A_DUPLICATE({ need: need.name, into: into.name });
  const merged = needLife.move(need, 'merge');
  if (way.indexOf(into.state) < way.indexOf(need.state))
    throw refuse.MERGED_INTO_LESSER({ need: need.name, into: into.name, state: into.state });
  return { ...merged, mergedInto: into.name, mergedFrom: need.state };
}

/** That into which it was merged was merged itself: it points where that one does, so that no chain grows. */
export const followMerged = (need: Need, { mergedInto }: Need): Need =>
  mergedInto === need.name ? need : { ...need, mergedInto };

/** ⚑ Not in the report: as long as a closed case can be opened again. */
const unmergeDays = 30;
const undoing = { [VERIFIED]: 'reverify', [LISTED]: 'relist' } as const;

export function unmergeNeed(need: Need, reason: string, now: Date): Need {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  const { mergedFrom } = need;
  const verb = mergedFrom === VERIFIED || mergedFrom === LISTED ? undoing[mergedFrom] : 'unmerge';
  const restored = needLife.move(need, verb);
  const until = addDays(dayOf(given(need, 'stateTime')), unmergeDays);
  if (dayOf(now) > until) throw refuse.UNMERGE_WINDOW_OVER({ need: need.name, until });
  return { ...restored, mergedInto: '', mergedFrom: State.UNSPECIFIED };
}

export function closeNeed(need: Need, reason: string): Need {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return needLife.move(need, 'close');
}

/** Sends a need that a breach took to a higher desk one level down again. */
export const returnNeed = (need: Need, reason: string): Need => sentBack(needLife.move(need, 'return'), reason);

/** A person confirmed a resource for it. */
export const matchNeed = (need: Need): Need => needLife.move(need, 'match');

/** A project takes it in. */
export const enlistNeed = (need: Need, project: ProjectName): Need => ({ ...needLife.move(need, 'enlist'), project });

/** States of a project that takes in needs, and resources. */
export const takingIn: readonly Project_State[] = [Project_State.PROPOSED, Project_State.AGREED, Project_State.RUNNING];

/** What came of the project that took it in. */
export const endWithProject = (need: Need, { unmetNeeds }: Project): Need =>
  needLife.move(need, unmetNeeds.includes(need.name) ? 'miss' : 'meet');
