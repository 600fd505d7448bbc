import { Api, type Doors } from './client/api.ts';
import { countyFrom } from './county.ts';
import { sampleYear } from './story-of-the-year.ts';
import { tellAll, Told, type OnProgress } from './telling.ts';

/** The county that `npm start` tells; `npm run replay` goes on from there. */
export const sampleSeed = 140_930;

/** Tells one telling from another: requests of one are none of another. */
export const tellingOf = (seed: number, scale: number): string => `replay ${String(seed)} × ${String(scale)}`;

/** Whether the platform holds no division yet. */
export async function isEmpty(doors: Doors): Promise<boolean> {
  const { divisions } = await new Api(doors).get('county', '/v1/divisions?pageSize=1');
  return (divisions as unknown[]).length === 0;
}

/**
 * Tells the sample county through the public API. Throws with the request that was refused.
 * @param scale so many times as many stories.
 */
export async function tellSample(
  { onProgress, ...doors }: Doors & { onProgress: OnProgress },
  scale = 1,
): Promise<void> {
  const county = countyFrom(sampleSeed, scale);
  await tellAll(new Told(new Api(doors, tellingOf(sampleSeed, scale)), county), sampleYear(county), onProgress);
}
