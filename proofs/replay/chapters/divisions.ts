import { Refused } from '../client/api.ts';
import { catalogue } from '../catalogue.ts';
import type { County, Place } from '../county.ts';
import { chapter, type Chapter, type Told } from '../telling.ts';

/** Level by level: a division stands under one that is recorded. */
export const divisions = ({ county, townships, communities, compounds }: County): Chapter[] => [
  chapter('county', 1, [county], begin),
  ...[townships, communities, compounds].map((level) => chapter('divisions', 1, level, record)),
  chapter('catalogue', 1, catalogue, ({ api }, { code, ...called }) =>
    api.post('county', '/v1/categories', { division: county.code, code, ...called }, `category ${code}`),
  ),
];

const record = ({ api }: Told, { code, name, generated }: Place) =>
  api.post('county', '/v1/divisions', { code, displayName: name, generated }, `division ${code}`);

/** The first request of a telling shows whose county this is: it is repeated, or the division is somebody else's. */
async function begin(told: Told, place: Place): Promise<void> {
  await record(told, place).catch((error: unknown) => {
    if (!(error instanceof Refused) || error.reason !== 'ALREADY_EXISTS') throw error;
    throw new Error(
      `The platform holds another county: one of another seed or scale, or your own. Replay on an empty one:
npm run replay -- --start, or npm start -- --reset --no-sample.`,
    );
  });
}
