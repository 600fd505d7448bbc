import type { WorkItem } from '@doorstep/contracts/evaluation/v1/work_item.js';
import { collectionOf, indexed, type Database } from '@doorstep/store';
import type { mongo } from 'mongoose';

/** A work item as it is kept, by the name of its record. */
export interface Kept {
  readonly _id: string;
  readonly source: string;
  /** Keys of those for whom it waits. */
  readonly for: readonly string[];
  /** Its breach; what stands still comes last. */
  readonly due: Date;
  readonly item: WorkItem;
}

/** @public `npm run indexes` finds collections by what their files export. */
export const openItems = indexed('work_items', { key: { for: 1, due: 1, _id: 1 } }, { key: { source: 1 } });

/** Work items by the name of their record. */
export const workItems = ({ connection }: Database): mongo.Collection<Kept> => collectionOf(connection, openItems);
