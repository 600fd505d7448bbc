import { expect, it } from '@jest/globals';
import { problem, solve, verify } from '../../../libs/assignment/src/index.ts';
import { families, type Family } from './families.ts';

/** What OR-Tools found best, for 400 needs with the seeds 1, 2 and 3. */
const recorded: Readonly<Record<Family, readonly number[]>> = {
  'random tight': [3849424, 3854868, 3859476],
  'random loose': [3857261, 3865112, 3867907],
  'random mixed': [3681671, 3841601, 3846104],
  'map tight': [2962185, 2937621, 2860690],
  'map loose': [3146727, 3089493, 3117116],
  'map mixed': [2626227, 2758924, 2726460],
  'all equal': [2000000, 2000000, 2000000],
  'two levels': [3600000, 3600000, 3600000],
  clusters: [2795366, 3144516, 3178176],
  'one hot': [3945963, 3939501, 3955886],
  'long chains': [3232635, 3232570, 3232743],
  'exactly enough': [3841569, 3847897, 3848492],
};

it.each(Object.entries(recorded) as [Family, readonly number[]][])('%s: what OR-Tools found', (family, optima) => {
  optima.forEach((optimum, i) => {
    const posed = problem(families[family]({ needs: 400, seed: i + 1 }));
    const solution = solve(posed);
    expect(verify(posed, solution)).toMatchObject({ objective: optimum, gap: 0, fault: undefined });
  });
});
