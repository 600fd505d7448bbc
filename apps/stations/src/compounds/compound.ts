import type { EvidenceName } from '@doorstep/contracts/names.js';
import type { Figures } from '@doorstep/contracts/figures.js';
import type { Location } from '@doorstep/contracts/places/v1/location.js';
import {
  type Compound,
  Compound_Decision as Decision,
  Compound_Gate_Kind as Gate,
  Compound_Kind as Kind,
  Compound_State as State,
  type SurveyCompoundRequest,
} from '@doorstep/contracts/stations/v1/compound.js';
import { levelOf, lifecycle, reasonRequired, refusals, type Arrows, type Caller, type Counts } from '@doorstep/domain';

const { PLANNED, SURVEYED, CLASSIFIED, DECIDED, MERGED } = State;
const compoundLevel = 4;

export const compoundLife = lifecycle(PLANNED, {
  [PLANNED]: { locate: PLANNED, survey: SURVEYED, merge: MERGED },
  [SURVEYED]: { locate: SURVEYED, classify: CLASSIFIED, merge: MERGED },
  [CLASSIFIED]: { locate: CLASSIFIED, decide: DECIDED, merge: MERGED },
  [DECIDED]: { locate: DECIDED, pass: DECIDED, reconsider: CLASSIFIED, merge: MERGED },
  [MERGED]: {},
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on a compound. */
export const compoundCounts = {
  compounds_surveyed: { counts: ({ state }) => state === DECIDED },
  compounds_known: { counts: ({ state }) => state !== MERGED },
  compounds_covered: { counts: ({ covered, state }) => covered && state !== MERGED },
} satisfies Counts<Figures['doorstep.stations.v1.Compound'], Compound>;

const refuse = refusals({
  SURVEY_NEEDS_A_COMPOUND: {
    zh: '摸排对象须为小区',
    en: 'a survey is of a compound',
    remedy: { zh: '请填写小区（第六级）的区划代码', en: 'give the code of a compound' },
  },
  DECISION_NOT_OF_KIND: {
    zh: '该决定不适用于此类小区',
    en: 'the decision does not fit a compound of this kind',
    remedy: { zh: '请选择适用于该类小区的决定', en: 'choose a decision that fits the kind of the compound' },
  },
  GATES_OF_NEW_COMPOUNDS: {
    zh: '只有新建小区须过三道关',
    en: 'only new compounds pass gates',
    remedy: { zh: '无须过关；请直接办理下一步', en: 'leave the gates out; go on with the next step' },
  },
  GATE_PASSED_ALREADY: {
    zh: '该关口已通过',
    en: 'the gate was passed already',
    remedy: { zh: '无须再次通过', en: 'nothing to do; the gate was passed' },
  },
  GATE_OUT_OF_ORDER: {
    zh: '须先通过前一道关口',
    en: 'the gate before it was not passed yet',
    remedy: { zh: '请先通过前一道关口', en: 'let the gate before it be passed first' },
  },
});

/** 同步审批、同步建设、同步验收: the gates of a new compound, in order. Source: the report, on new compounds. */
export const gates = [Gate.APPROVAL, Gate.CONSTRUCTION, Gate.ACCEPTANCE] as const;

/** What may be decided for a compound of a kind. */
const decisions: Readonly<Record<Kind, readonly Decision[]>> = {
  [Kind.UNSPECIFIED]: [],
  [Kind.NEW]: [Decision.BUILD, Decision.SHARE],
  [Kind.OLD]: [Decision.CONVERT, Decision.SHARE],
};

/** A survey as it begins; a compound has one, and the name says so. */
export function planCompound(draft: Compound): Compound {
  if (levelOf(draft.division) !== compoundLevel) throw refuse.SURVEY_NEEDS_A_COMPOUND({ field: 'compound.division' });
  return { ...draft, name: `compounds/${draft.division}`, state: compoundLife.initial };
}

/** Says where it stands, in the middle of it. */
export const locateCompound = (compound: Compound, location: Location): Compound => ({
  ...compoundLife.move(compound, 'locate'),
  location,
});

type Counted = Pick<SurveyCompoundRequest, 'households' | 'residents' | 'idleAreaM2'>;

export function surveyCompound(compound: Compound, { households, residents, idleAreaM2 }: Counted): Compound {
  return { ...compoundLife.move(compound, 'survey'), households, residents, idleAreaM2 };
}

export const classifyCompound = (compound: Compound, kind: Kind): Compound => ({
  ...compoundLife.move(compound, 'classify'),
  kind,
});

export function decideCompound(compound: Compound, decision: Decision): Compound {
  const decided = compoundLife.move(compound, 'decide');
  const fitting = decisions[compound.kind];
  if (!fitting.includes(decision))
    throw refuse.DECISION_NOT_OF_KIND({ field: 'decision', kind: compound.kind, fitting: fitting.join(' ') });
  return { ...decided, decision };
}

/** Takes a decision back. Gates were passed upon it, so they fall with it; the journal keeps them. */
export function reconsiderCompound(compound: Compound, reason: string): Compound {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return { ...compoundLife.move(compound, 'reconsider'), decision: Decision.UNSPECIFIED, gates: [] };
}

/** Passes a gate, on evidence. The gates stand in order, so that none is passed upon one that is open. */
export function passCompound(compound: Compound, gate: Gate, evidence: EvidenceName, by: Caller, now: Date): Compound {
  const passing = compoundLife.move(compound, 'pass');
  if (compound.kind !== Kind.NEW) throw refuse.GATES_OF_NEW_COMPOUNDS({ compound: compound.name });
  if (compound.gates.some(({ kind }) => kind === gate)) throw refuse.GATE_PASSED_ALREADY({ field: 'gate', gate });
  const [next = ''] = openGates(compound);
  if (next !== gate) throw refuse.GATE_OUT_OF_ORDER({ field: 'gate', gate, next });
  const passed = { kind: gate, evidence, passedBy: by.subject, passedTime: now };
  return { ...passing, gates: [...compound.gates, passed] };
}

/** The gates that a compound has not passed yet; none where its kind has no gates. */
export const openGates = ({ kind, gates: passed }: Compound): readonly Gate[] =>
  kind === Kind.NEW ? gates.slice(passed.length) : [];

/** Its place was merged into another compound's, which has a survey of its own: that one stands for both. */
export const absorbCompound = (compound: Compound, mergedInto: string): Compound => ({
  ...compoundLife.move(compound, 'merge'),
  mergedInto,
});

/** Follows stations and coverages. */
export const coverCompound = (compound: Compound, covered: boolean): Compound => ({ ...compound, covered });
