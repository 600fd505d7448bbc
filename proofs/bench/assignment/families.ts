import { alongARoad, atLevels, build, byChance, oneHot, type Instance, type Size } from './instances.ts';
import { even, inTowns, onAMap } from './map.ts';

/** The families of the bench: how to build one of a size. */
export const families = {
  'random tight': (size: Size) => build('random tight', size, 'tight', byChance),
  'random loose': (size: Size) => build('random loose', size, 'loose', byChance),
  'random mixed': (size: Size) => build('random mixed', size, 'mixed', byChance),
  'map tight': (size: Size) => build('map tight', size, 'tight', onAMap(even)),
  'map loose': (size: Size) => build('map loose', size, 'loose', onAMap(even)),
  'map mixed': (size: Size) => build('map mixed', size, 'mixed', onAMap(even)),
  'all equal': (size: Size) => build('all equal', size, 'tight', atLevels(5_000)),
  'two levels': (size: Size) => build('two levels', size, 'tight', atLevels(1_000, 9_000)),
  clusters: (size: Size) => build('clusters', size, 'tight', onAMap(inTowns)),
  'one hot': (size: Size) => build('one hot', size, 'tight', oneHot),
  'long chains': (size: Size) => build('long chains', size, 'tight', alongARoad),
  'exactly enough': (size: Size) => build('exactly enough', size, 'exact', byChance),
} satisfies Record<string, (size: Size) => Instance>;

/** Name of a family. */
export type Family = keyof typeof families;
