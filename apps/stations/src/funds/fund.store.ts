import { Fund, Fund_State } from '@doorstep/contracts/stations/v1/fund.js';
import { alreadyExists } from '@doorstep/domain';
import type { NounDefinition } from '@doorstep/store';

export const funds: NounDefinition<Fund> = {
  name: 'funds',
  message: Fund,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['station'], order: { createTime: -1 } },
    { by: ['earmark'], order: { createTime: -1 } },
  ],
  unique: [{ fields: ['station', 'earmark'], where: { state: Fund_State.OPEN }, refusal: alreadyExists }],
};
