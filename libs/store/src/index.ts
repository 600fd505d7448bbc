export type { Batch, Draft } from './batch/batch.js';
export { Aggregates } from './write/aggregates.js';
export type { Change, Collection, Stored } from './shape/collection.js';
export { Database, installationKey } from './wiring/database.js';
export { DivisionTree, unmerged } from './background/division-tree.js';
export { shapeOf, type Shape } from './shape/shape.js';
export { Store } from './wiring/store.js';
export { Clock, StoreModule } from './wiring/store.module.js';
export type { JointRule } from './write/transact.js';
