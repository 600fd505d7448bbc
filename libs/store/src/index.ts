export type { Batch, Draft } from './batch/batch.js';
export { Aggregates, type Reference, type Rule } from './write/aggregates.js';
export type { Change, Collection, Creation, List, Stored, Unique } from './shape/collection.js';
export { Database, installationKey } from './wiring/database.js';
export type { Merger } from './background/mergers.js';
export { shapeOf, type Shape } from './shape/shape.js';
export { Store } from './wiring/store.js';
export { Clock, StoreModule } from './wiring/store.module.js';
export type { JointRule } from './write/transact.js';
