import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { followed } from '../../../tools/clock/clock-file.ts';
import { moveDate } from '../../../tools/clock/moved-date.ts';

/** Where a process can be made to die: a moment in the way of a write, of an event or of a consumer. */
export type Point =
  | 'before-write'
  | 'after-write'
  | 'before-journal'
  | 'after-journal'
  | 'before-clearing'
  | 'after-clearing'
  | 'before-cursor'
  | 'after-cursor'
  | 'after-commit';

interface Seam {
  readonly method: 'insertOne' | 'updateOne' | 'insertMany' | 'bulkWrite';
  readonly collection: string;
  readonly before: Point;
  readonly after: Point;
}

/** The steps of the driver between which the points lie. The stream is written between journal and clearing. */
const seams: readonly Seam[] = [
  { method: 'insertOne', collection: 'needs', before: 'before-write', after: 'after-write' },
  { method: 'updateOne', collection: 'needs', before: 'before-write', after: 'after-write' },
  { method: 'insertMany', collection: 'journal', before: 'before-journal', after: 'after-journal' },
  { method: 'bulkWrite', collection: 'needs', before: 'before-clearing', after: 'after-clearing' },
  { method: 'updateOne', collection: 'positions', before: 'before-cursor', after: 'after-cursor' },
];

type Step<T> = (this: T, ...args: unknown[]) => Promise<unknown>;

/** File that arms a point of an app: whichever replica passes there first takes it away, and dies. */
export const trap = (folder: string, app: string, point: Point): string => join(folder, `${app}.${point}`);
/** File that says by how many ms the clock of a replica is wrong. */
export const clockFile = (folder: string, replica: string): string => join(folder, `${replica}.clock`);

/** Puts the seams between this process and its driver and clock. The product knows nothing of them. */
export function wrapSeams(folder: string, app: string, replica: string): void {
  const pass = (point: Point): void => {
    try {
      unlinkSync(trap(folder, app, point));
    } catch {
      return;
    }
    process.kill(process.pid, 'SIGKILL');
  };
  for (const seam of seams) wrapStep(seam, pass);
  wrapCommit(pass);
  moveDate(followed(clockFile(folder, replica)));
}

function wrapStep({ method, collection, before, after }: Seam, pass: (point: Point) => void): void {
  const steps = mongo.Collection.prototype as unknown as Record<string, Step<mongo.Collection>>;
  const { [method]: real } = steps;
  if (real === undefined) throw new Error(`the driver has no ${method}`);
  steps[method] = async function (...args) {
    if (this.collectionName !== collection) return real.apply(this, args);
    pass(before);
    const answer = await real.apply(this, args);
    pass(after);
    return answer;
  };
}

function wrapCommit(pass: (point: Point) => void): void {
  const sessions = mongo.ClientSession.prototype as unknown as Record<'commitTransaction', Step<mongo.ClientSession>>;
  const real = sessions.commitTransaction;
  sessions.commitTransaction = async function (...args) {
    await real.apply(this, args);
    pass('after-commit');
  };
}
