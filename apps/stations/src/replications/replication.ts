import { type Practice, Practice_State } from '@doorstep/contracts/stations/v1/practice.js';
import { type Replication, Replication_State as State } from '@doorstep/contracts/stations/v1/replication.js';
import { levelOf, lifecycle, reasonRequired, refusals, type Arrows, type Caller, type Figure } from '@doorstep/domain';

const { PROPOSED, ADOPTED, VERIFIED } = State;
const compoundLevel = 4;

export const replicationLife = lifecycle(PROPOSED, {
  [PROPOSED]: { adopt: ADOPTED },
  [ADOPTED]: { verify: VERIFIED },
  [VERIFIED]: { revoke: ADOPTED },
} satisfies Arrows<State>);

/** The practice whose replications the report counts. */
const toolWall = 'tool-wall';

/** 便民工具墙推广小区: compounds in which it was confirmed that they have a wall of tools. */
export const practiceReplications: Figure<Replication> = {
  id: 'practice_replications',
  counts: ({ state, category }) => state === VERIFIED && category === toolWall,
  of: ({ division }) => division,
};

/** What replications add to the report; the texts stand in evaluation's catalogue. */
export const replicationFigures: readonly Figure<Replication>[] = [practiceReplications];

export const refuse = refusals({
  PRACTICE_NOT_RECOGNISED: { zh: '该做法尚未认定或已停止推广', en: 'the practice is not held up to others' },
  REPLICATION_NEEDS_A_COMPOUND: { zh: '推广对象须为小区', en: 'a practice is taken over by a compound' },
  VERIFIED_BY_ADOPTER: { zh: '落地申报人不能自行核验', en: 'whoever said that it is done cannot confirm it' },
});

/** A replication as it begins. */
export function proposeReplication(draft: Replication, { state, category, name }: Practice): Replication {
  if (levelOf(draft.division) !== compoundLevel)
    throw refuse.REPLICATION_NEEDS_A_COMPOUND({ field: 'replication.division' });
  if (state !== Practice_State.RECOGNISED) throw refuse.PRACTICE_NOT_RECOGNISED({ practice: name });
  return { ...draft, state: replicationLife.initial, category };
}

export const adoptReplication = (replication: Replication, evidence: string, by: Caller): Replication => ({
  ...replicationLife.move(replication, 'adopt'),
  evidence,
  adoptedBy: by.subject,
});

export function verifyReplication(replication: Replication, by: Caller): Replication {
  const verified = replicationLife.move(replication, 'verify');
  if (replication.adoptedBy === by.subject) throw refuse.VERIFIED_BY_ADOPTER({ replication: replication.name });
  return { ...verified, verifiedBy: by.subject };
}

export function revokeReplication(replication: Replication, reason: string): Replication {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return { ...replicationLife.move(replication, 'revoke'), verifiedBy: '' };
}
