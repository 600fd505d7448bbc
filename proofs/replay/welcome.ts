import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { tokenFor } from '../../tools/identity/token.ts';
import type { Doors } from './client/api.ts';

const Figures = z.object({
  figures: z.array(z.object({ name: z.string(), displayName: z.string(), value: z.coerce.number() })),
});
const Stations = z.object({ stations: z.array(z.object({ name: z.string() })) });

/** What a person may ask of the sample county: three calls to copy, and its figures, in lines. */
export async function callsAndFigures(doors: Doors, aheadMs: number): Promise<string[]> {
  const county = await tokenFor(doors.issuer, 'county');
  return [
    'The figures, as the county administrator reads them:',
    curl(doors, county, '/v1/figures'),
    '',
    'The needs on the list, as a station manager reads them:',
    curl(doors, await tokenFor(doors.issuer, 'manager.binhe'), '/v1/needs?pageSize=5'),
    '',
    'A need, as a grid worker files it:',
    await createNeed(doors, aheadMs),
    '',
    ...(await figureTable(doors, county)),
  ];
}

const curl = ({ gateway }: Doors, token: string, path: string, more = '') =>
  `  curl -s '${gateway}${path}' -H 'Authorization: Bearer ${token}'${more}`;

async function createNeed(doors: Doors, aheadMs: number): Promise<string> {
  const token = await tokenFor(doors.issuer, 'grid.binhe.1');
  const need = {
    title: '楼道照明',
    category: 'facility-repair',
    quantity: 1,
    openUntil: new Date(Date.now() + aheadMs + 30 * 86_400_000).toISOString(),
    ...(await placeOfNeed(doors, token)),
  };
  const body = ` -H 'Content-Type: application/json' -H "Idempotency-Key: ${randomUUID()}" -d '${JSON.stringify(need)}'`;
  return curl(doors, token, '/v1/needs', body);
}

/** At the grid worker's own station; while there is none, by hotline. */
async function placeOfNeed({ gateway }: Doors, token: string) {
  const answer = await get(`${gateway}/v1/stations?pageSize=1`, token, Stations);
  const station = answer?.stations[0]?.name;
  if (station === undefined) return { channel: 'CHANNEL_HOTLINE', division: '140930100001' };
  return { channel: 'CHANNEL_GRID_WORKER', station };
}

async function figureTable({ gateway }: Doors, token: string): Promise<string[]> {
  const answer = await get(`${gateway}/v1/figures`, token, Figures);
  if (answer === undefined) return [];
  return [
    ...answer.figures.map(({ name, displayName, value }) => `${String(value).padStart(7)}  ${displayName}  ${name}`),
    '',
  ];
}

/** What a page says, where it says it in the shape that we know. */
async function get<T>(url: string, token: string, shape: z.ZodType<T>): Promise<T | undefined> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  return response.ok ? shape.safeParse(await response.json()).data : undefined;
}
