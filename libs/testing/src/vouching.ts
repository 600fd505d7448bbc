import { Records, type Seen } from '@doorstep/runtime';

/** Stands in for the records of others: whatever is referred to is there, and anybody may see it. */
export const vouching = [Records, { find: (name: string): Promise<Seen> => Promise.resolve({ name }) }] as const;
