import type { Figures } from '@doorstep/contracts/figures.js';
import type { Need } from '@doorstep/contracts/matching/v1/need.js';
import type { Project } from '@doorstep/contracts/matching/v1/project.js';
import {
  type Resource,
  type Resource_Commitment as Commitment,
  Resource_State as State,
} from '@doorstep/contracts/matching/v1/resource.js';
import { lifecycle, reasonRequired, refusals, type Arrows, type Caller, type Counts } from '@doorstep/domain';

const { OFFERED, VERIFIED, AVAILABLE, COMMITTED, EXHAUSTED, WITHDRAWN } = State;

const refuse = refusals({
  ORGANISATION_REQUIRED: {
    zh: '部门账号须代表一个单位',
    en: 'a department client must act for an organisation',
    remedy: { zh: '请使用登记了所属单位的部门账号', en: 'use a department client whose token names its organisation' },
  },
  VERIFIED_BY_OWNER: {
    zh: '提供人不能核实自己的资源',
    en: 'whoever offered a resource cannot verify it',
    remedy: { zh: '请由提供人以外的人员核实', en: 'let somebody other than its owner verify it' },
  },
  CAPACITY_EXCEEDED: {
    zh: '剩余数量不足',
    en: 'less is left than is asked',
    remedy: { zh: '请减少数量，或选择其他资源', en: 'ask for less, or choose another resource' },
  },
  NOT_COMMITTED: {
    zh: '该资源未投入此项目',
    en: 'the resource gives nothing to the project',
    remedy: { zh: '请核对项目与资源；未认领的无须释放', en: 'check project and resource; there is nothing to release' },
  },
  COMMITMENTS_FULL: {
    zh: '该资源的认领已达上限',
    en: 'the resource holds as many commitments as it may',
    remedy: {
      zh: '请先释放不再需要的认领，或选择其他资源',
      en: 'release a commitment that is over, or choose another resource',
    },
  },
});

export const resourceLife = lifecycle(OFFERED, {
  [OFFERED]: {
    verify: { to: VERIFIED, notBy: 'offeredBy', else: refuse.VERIFIED_BY_OWNER },
    withdraw: WITHDRAWN,
  },
  [VERIFIED]: { publish: AVAILABLE, withdraw: WITHDRAWN },
  [AVAILABLE]: { commit: COMMITTED, exhaust: EXHAUSTED, withdraw: WITHDRAWN },
  [COMMITTED]: { commit: COMMITTED, exhaust: EXHAUSTED, release: COMMITTED, free: AVAILABLE },
  [EXHAUSTED]: { release: COMMITTED, free: AVAILABLE },
  [WITHDRAWN]: {},
} satisfies Arrows<State, Resource>);

/** What counts for the figures that the contract declares on a resource. */
export const resourceCounts = {
  resources_matched: {
    counts: ({ organisation, commitments }) => organisation !== '' && commitments.some(({ project }) => project !== ''),
  },
} satisfies Counts<Figures['doorstep.matching.v1.Resource'], Resource>;

/** Every stored list has an end; a resource that serves more needs is offered in parts. */
export const maxCommitments = 200;

/** A resource as it begins. */
export function offerResource(draft: Resource, by: Caller): Resource {
  if (by.roles.includes('department_client') && by.organisation === '') throw refuse.ORGANISATION_REQUIRED();
  return { ...draft, state: resourceLife.initial, organisation: by.organisation, offeredBy: by.subject };
}

export const verifyResource = (resource: Resource, by: Caller): Resource => resourceLife.move(resource, 'verify', by);

export const publishResource = (resource: Resource): Resource => resourceLife.move(resource, 'publish');

export function withdrawResource(resource: Resource, reason: string): Resource {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return resourceLife.move(resource, 'withdraw');
}

/** Gives some of its units to a need or a project. What it has given never exceeds its capacity: this rule alone decides. */
export function commitResource(resource: Resource, commitment: Commitment): Resource {
  const left = resource.capacity - resource.committed - commitment.quantity;
  if (left < 0) throw refuse.CAPACITY_EXCEEDED({ resource: resource.name, left: String(left + commitment.quantity) });
  if (resource.commitments.length >= maxCommitments) throw refuse.COMMITMENTS_FULL({ resource: resource.name });
  return {
    ...resourceLife.move(resource, left === 0 ? 'exhaust' : 'commit'),
    committed: resource.committed + commitment.quantity,
    commitments: [...resource.commitments, commitment],
  };
}

/** Takes back what it gave to a project. */
export function releaseResource(resource: Resource, project: string): Resource {
  if (!resource.commitments.some((commitment) => commitment.project === project))
    throw refuse.NOT_COMMITTED({ resource: resource.name, project });
  return without(resource, (commitment) => commitment.project === project);
}

/** A project was cancelled, or a need is not met after all: what was given to it is free again. */
export const freeWithProject = (resource: Resource, { name }: Project): Resource =>
  without(resource, ({ project }) => project === name);
export const freeWithNeed = (resource: Resource, { name }: Need): Resource =>
  without(resource, ({ need }) => need === name);

function without(resource: Resource, over: (commitment: Commitment) => boolean): Resource {
  const commitments = resource.commitments.filter((commitment) => !over(commitment));
  const freed = resource.commitments.filter(over).reduce((sum, { quantity }) => sum + quantity, 0);
  const committed = resource.committed - freed;
  return { ...resourceLife.move(resource, committed === 0 ? 'free' : 'release'), committed, commitments };
}
