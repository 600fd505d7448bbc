import type { EvidenceName } from '@doorstep/contracts/names.js';
import type { Figures } from '@doorstep/contracts/figures.js';
import type { Practice } from '@doorstep/contracts/stations/v1/practice.js';
import { type Replication, Replication_State as State } from '@doorstep/contracts/stations/v1/replication.js';
import { levelOf, lifecycle, reasonRequired, refusals, type Arrows, type Caller, type Counts } from '@doorstep/domain';

const { PROPOSED, ADOPTED, VERIFIED, WITHDRAWN } = State;
const compoundLevel = 4;

export const refuse = refusals({
  PRACTICE_NOT_RECOGNISED: {
    zh: '该做法尚未认定或已停止推广',
    en: 'the practice is not held up to others',
    remedy: { zh: '请选择已认定的做法', en: 'name a practice that is recognised' },
  },
  REPLICATION_NEEDS_A_COMPOUND: {
    zh: '推广对象须为小区',
    en: 'a practice is taken over by a compound',
    remedy: { zh: '请填写小区（第六级）的区划代码', en: 'give the code of a compound' },
  },
  VERIFIED_BY_ADOPTER: {
    zh: '落地申报人不能自行核验',
    en: 'whoever said that it is done cannot confirm it',
    remedy: { zh: '请由申报人以外的人员核验', en: 'let somebody other than whoever reported it confirm it' },
  },
});

export const replicationLife = lifecycle(PROPOSED, {
  [PROPOSED]: { adopt: ADOPTED, withdraw: WITHDRAWN },
  [ADOPTED]: { verify: { to: VERIFIED, notBy: 'adoptedBy', else: refuse.VERIFIED_BY_ADOPTER } },
  [VERIFIED]: { revoke: ADOPTED },
  [WITHDRAWN]: {},
} satisfies Arrows<State, Replication>);

/** The practice whose replications the report counts. */
const toolWall = 'tool-wall';

/** What counts for the figures that the contract declares on a replication. */
export const replicationCounts = {
  practice_replications: {
    counts: ({ state, category }) => state === VERIFIED && category === toolWall,
    of: ({ division }) => division,
  },
} satisfies Counts<Figures['doorstep.stations.v1.Replication'], Replication>;

/** A replication as it begins. */
export function proposeReplication(draft: Replication, { category }: Practice): Replication {
  if (levelOf(draft.division) !== compoundLevel)
    throw refuse.REPLICATION_NEEDS_A_COMPOUND({ field: 'replication.division' });
  return { ...draft, state: replicationLife.initial, category };
}

export const adoptReplication = (replication: Replication, evidence: EvidenceName, by: Caller): Replication => ({
  ...replicationLife.move(replication, 'adopt'),
  evidence,
  adoptedBy: by.subject,
});

export const verifyReplication = (replication: Replication, by: Caller): Replication => ({
  ...replicationLife.move(replication, 'verify', by),
  verifiedBy: by.subject,
});

export function revokeReplication(replication: Replication, reason: string): Replication {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return { ...replicationLife.move(replication, 'revoke'), verifiedBy: '' };
}

/** The compound does not take it over after all. */
export function withdrawReplication(replication: Replication, reason: string): Replication {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return replicationLife.move(replication, 'withdraw');
}

/** The practice is held up to others no more. */
export const endWithPractice = (replication: Replication): Replication => replicationLife.move(replication, 'withdraw');
