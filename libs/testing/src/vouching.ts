import { Records, type RecordView } from '@doorstep/runtime';

/** Stands in for the records of others: whatever is referred to is there, and anybody may see it. */
export const vouching = [Records, { find: (name: string): Promise<RecordView> => Promise.resolve({ name }) }] as const;
