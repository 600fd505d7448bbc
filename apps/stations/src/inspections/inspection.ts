import type { Figures } from '@doorstep/contracts/figures.js';
import {
  type Inspection,
  type Inspection_Finding as Finding,
  Inspection_State as State,
} from '@doorstep/contracts/stations/v1/inspection.js';
import { type Station, Station_State } from '@doorstep/contracts/stations/v1/station.js';
import type { Template } from '@doorstep/contracts/stations/v1/template.js';
import { lifecycle, reasonRequired, refusals, type Arrows, type Caller, type Counts } from '@doorstep/domain';
import { inspectStation } from '../stations/station.js';
import { items } from '../templates/template.js';

const { BEGUN, CONCLUDED, CANCELLED } = State;

export const inspectionLife = lifecycle(BEGUN, {
  [BEGUN]: { conclude: CONCLUDED, cancel: CANCELLED },
  [CONCLUDED]: {},
  [CANCELLED]: {},
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on an inspection. */
export const inspectionCounts = {} satisfies Counts<Figures['doorstep.stations.v1.Inspection'], Inspection>;

export const refuse = refusals({
  NO_TEMPLATE_IN_FORCE: {
    zh: '尚无现行标准模板',
    en: 'no standard template is in force',
    remedy: { zh: '请先由县级发布标准模板', en: 'let the county put a template in force first' },
  },
  STATION_NOT_TO_INSPECT: {
    zh: '该服务站尚未开建或已关闭',
    en: 'the station is not being built yet, or closed',
    remedy: { zh: '请选择已开建且未关闭的服务站', en: 'name a station that is being built or operates' },
  },
  FINDINGS_INCOMPLETE: {
    zh: '须逐项填写七项检查结果',
    en: 'an inspection finds something of each of the seven items',
    remedy: { zh: '请补齐七项检查结果', en: 'find something of each of the seven items' },
  },
  FINDING_TWICE: {
    zh: '同一项目填写了两次',
    en: 'an item stands twice',
    remedy: { zh: '请为每一项只保留一个结果', en: 'keep one finding for each item' },
  },
});

/** States of a station in which there is something to inspect. */
export const inspected: readonly Station_State[] = [
  Station_State.BUILDING,
  Station_State.ACCEPTED,
  Station_State.OPERATING,
  Station_State.SUSPENDED,
];

/** An inspection as it begins: it follows the template that is in force now. */
export function beginInspection(draft: Inspection, station: Station, template: Template | undefined): Inspection {
  if (template === undefined) throw refuse.NO_TEMPLATE_IN_FORCE();
  const { name, passMark } = template;
  return { ...draft, state: inspectionLife.initial, division: station.division, template: name, passMark };
}

/** An inspection and the station that keeps its result: one command changes both. */
export type Visit = Readonly<{ inspection: Inspection; station: Station }>;

/** What an inspector found. */
export interface Found {
  readonly findings: readonly Finding[];
  readonly features: readonly string[];
}

/** Compliance is the share of the seven items that passed; features beyond them stand apart and count for nothing here. */
export function concludeInspection({ inspection, station }: Visit, { findings, features }: Found, by: Caller): Visit {
  const twice = findings.find(({ item }, at) => findings.findIndex((other) => other.item === item) < at);
  if (twice) throw refuse.FINDING_TWICE({ field: 'findings', item: twice.item });
  const missing = items.filter((item) => !findings.some((finding) => finding.item === item));
  if (missing.length > 0) throw refuse.FINDINGS_INCOMPLETE({ field: 'findings', missing: missing.join(' ') });
  const passed = findings.filter((finding) => finding.passed).length;
  const concluded: Inspection = {
    ...inspectionLife.move(inspection, 'conclude'),
    findings: [...findings],
    features: [...features],
    passed,
    compliancePercent: Math.round((100 * passed) / items.length),
    compliant: passed >= inspection.passMark,
    inspectedBy: by.subject,
  };
  return { inspection: concluded, station: inspectStation(station, concluded) };
}

/** It does not take place. */
export function cancelInspection(inspection: Inspection, reason: string): Inspection {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return inspectionLife.move(inspection, 'cancel');
}

/** Its station closed. */
export const endWithStation = (inspection: Inspection): Inspection => inspectionLife.move(inspection, 'cancel');
