import { missingOf, type Packages } from '../servers/apt.ts';

/** Why tests that need programs are skipped; undefined where all are there. */
export async function lacking(programs: Packages): Promise<string | undefined> {
  const missing = await missingOf(programs);
  return missing.length === 0 ? undefined : `there is no ${missing.join(', ')}; npm run tools installs it`;
}
