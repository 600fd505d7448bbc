import { randomUUID } from 'node:crypto';
import type { Client, Item } from './client.js';
import { catalogue } from './county.js';
import { asStranger } from './platform.js';
import type { Walking } from './walking.example.js';

/** Somebody of a place whom nobody met yet. */
export function somebodyElse(role: string, division: string): Client {
  return asStranger({ subject: randomUUID(), roles: [role], divisions: [division] });
}

/** Whoever decides at a place. */
export const clerkOf = (division: string): Client =>
  asStranger({
    subject: `clerk-${division}`,
    roles: ['county', 'township', 'community', 'station_manager'],
    divisions: [division],
  });

/** A category of its own, so that a run brings only these together. */
export async function newCategory(): Promise<string> {
  const code = `kind-${randomUUID().slice(0, 8)}`;
  await catalogue(code);
  return code;
}

/** A resource on the list that serves a category. */
export const offer = (walking: Walking, category: string, capacity: number): Promise<Item> =>
  walking.record('resources', 'STATE_AVAILABLE', { categories: [category], capacity });

/** What one run suggests for so many needs of a category, in a compound of their own. */
export async function suggested(walking: Walking, category: string, count: number): Promise<Item[]> {
  const division = await walking.compound();
  const listed = () => walking.record('needs', 'STATE_LISTED', { division, category });
  await Promise.all(Array.from({ length: count }, listed));
  const { name } = await walking.record('matchRuns', 'STATE_READY', { division });
  const filter = encodeURIComponent(`match_run = "${name}" AND state = "SUGGESTED"`);
  return clerkOf(walking.community).all(`/v1/suggestions?filter=${filter}`, 'suggestions');
}
