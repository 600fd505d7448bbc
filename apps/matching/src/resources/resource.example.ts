import type { Example } from '@doorstep/testing/example';
import { Resource, Resource_State } from '@doorstep/contracts/matching/v1/resource.js';

/** A resource as tests want it: valid, fixed, and overridden where the test speaks. */
export const resource = (over: Partial<Resource> = {}): Resource => ({
  ...Resource.fromPartial({
    name: 'resources/r1',
    etag: '1',
    state: Resource_State.OFFERED,
    division: '140930100',
    title: '志愿者送餐队',
    ownerName: '县人民医院',
    organisation: 'o1',
    offeredBy: 'hospital',
    categories: ['elder-care', 'health'],
    capacity: 3,
    openUntil: new Date('2099-01-01'),
  }),
  ...over,
});

const giving = (commitment: object) => ({
  committed: 1,
  commitments: [{ need: '', suggestion: '', project: '', quantity: 1, commitTime: new Date(0), ...commitment }],
});

/** What proofs must know of a resource. */
export const example: Example<Resource> = {
  record: resource,
  under: {
    'commitments.need': (need) => giving({ need }),
    'commitments.project': (project) => giving({ project }),
  },
};
