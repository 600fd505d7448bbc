import type { CatalogueEntry } from './catalogue.ts';

/** The county's door, and who enters. */
export interface Entrance {
  /** Address of the gateway, `https://doorstep.county.example`. */
  readonly gateway: string;
  /** Code of the county, six digits. */
  readonly division: string;
  /** Access token of somebody with the role `county` or `operator` there. */
  readonly token: string;
}

/**
 * Enters what the catalogue lacks, and leaves what it has as it is: a county may have renamed or retired it.
 * @returns a line for each category. Throws with what the platform says where it refuses one.
 */
export async function enterCategories(
  { gateway, division, token }: Entrance,
  entries: readonly CatalogueEntry[],
): Promise<string[]> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const lines: string[] = [];
  for (const entry of entries) {
    const body = JSON.stringify({ division, ...entry });
    const answer = await fetch(new URL('/v1/categories', gateway), { method: 'POST', headers, body });
    if (answer.status !== 201 && answer.status !== 409) throw new Error(`${entry.code}: ${await answer.text()}`);
    lines.push(`${entry.code}  ${entry.displayName}${answer.status === 201 ? '' : '  is there already'}`);
  }
  return lines;
}
