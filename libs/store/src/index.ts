export { Aggregates, type Reference, type Rule } from './aggregates.js';
export type { Change, Collection, Creation, List, Stored, Unique } from './collection.js';
export { Database, installationKey } from './database.js';
export type { Merger } from './mergers.js';
export { shapeOf, type Shape } from './shape.js';
export { Store } from './store.js';
export { Clock, StoreModule } from './store.module.js';
export type { JointRule } from './transact.js';
