import { existsSync } from 'node:fs';
import type { Progress } from './progress.ts';

/** Where the platform is reached. */
export interface Doors {
  readonly gateway: string;
  readonly issuer: string;
}

/** How far the telling of the sample county has come. */
interface SampleProgress {
  readonly title: string;
  readonly done: number;
  readonly total: number;
}

/** What `replay/sample.ts` exports. */
interface SampleCounty {
  isEmpty(doors: Doors): Promise<boolean>;
  tellSample(telling: Doors & { onProgress: (progress: SampleProgress) => void }): Promise<void>;
}

/** What `replay/welcome.ts` exports. */
interface Welcome {
  callsAndFigures(doors: Doors, aheadMs: number): Promise<string[]>;
}

const module = new URL('../../proofs/replay/sample.ts', import.meta.url);
const words = new URL('../../proofs/replay/welcome.ts', import.meta.url);

/** What a person may ask of the sample county, in lines to copy; none where it is not part of this checkout. */
export const callsToCopy = async (doors: Doors, aheadMs: number): Promise<string[]> =>
  existsSync(words) ? ((await import(words.href)) as Welcome).callsAndFigures(doors, aheadMs) : [];

/** Tells the sample county through the public API, if the store holds nothing yet. */
export async function tellSampleOnce(doors: Doors, progress: Progress): Promise<void> {
  if (!existsSync(module))
    return progress.say('The sample county is not part of this checkout; the store stays as it is.');
  const { isEmpty, tellSample } = (await import(module.href)) as SampleCounty;
  if (!(await isEmpty(doors))) return;
  await progress.step('Sample county', (note) =>
    tellSample({ ...doors, onProgress: ({ title, done, total }) => note(`${title} ${done} of ${total}`) }),
  );
}
