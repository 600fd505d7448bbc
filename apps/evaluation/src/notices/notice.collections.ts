import type { Notice } from '@doorstep/contracts/evaluation/v1/notice.js';
import { collectionOf, indexed, type Database } from '@doorstep/store';
import type { mongo } from 'mongoose';

/** A notice as it is kept, by the id of its event. */
export interface Kept {
  readonly _id: string;
  readonly source: string;
  /** Keys of those who are told. */
  readonly for: readonly string[];
  /** When it was recorded. */
  readonly time: Date;
  readonly item: Notice;
}

/** Whoever did not look for so long looks at the records themselves. */
const keptSeconds = 90 * 86_400;

/** @public `npm run indexes` finds collections by what their files export. */
export const keptNotices = indexed(
  'notices',
  { key: { for: 1, time: -1, _id: -1 } },
  { key: { source: 1 } },
  { key: { time: 1 }, expireAfterSeconds: keptSeconds },
);

/** Notices by the id of their event. */
export const noticesOf = ({ connection }: Database): mongo.Collection<Kept> => collectionOf(connection, keptNotices);
