import { eventually } from '@doorstep/testing';
import type { Client, Item } from './client.js';
import { needDraft, places, resourceDraft } from './county.js';
import { asStranger, type Stranger } from './platform.js';

/** Where the records lie, and where whoever must not reach them belongs. */
export const inside = '140930102001';
export const outside = '140930103001';

/** Who files and offers: owner of every need, and acting for the organisation to which they are routed. */
export const owner = {
  subject: 'matrix-owner',
  roles: ['grid_worker', 'department_client'],
  divisions: [inside],
  organisation: 'matrix-organisation',
} as const satisfies Stranger;
const clerk = {
  subject: 'matrix-clerk',
  roles: ['county', 'township', 'community', 'station_manager'],
  divisions: [inside],
} as const satisfies Stranger;

const files = asStranger(owner);
/** Whoever decides, inside. */
export const decides = asStranger(clerk);

/** Takes a new record some steps on. */
const after = async (made: Promise<Item>, verbs: readonly string[], by: Client = decides): Promise<Item> => {
  let item = await made;
  for (const verb of verbs) item = await by.done(`POST /v1/${item.name}:${verb}`, {});
  return item;
};

/** A need, so many steps on its way. */
export const aNeed = (...verbs: readonly string[]): Promise<Item> =>
  after(files.done('POST /v1/needs', needDraft({ division: inside })), verbs);

/** A resource, so many steps on its way. */
export const aResource = (...verbs: readonly string[]): Promise<Item> =>
  after(files.done('POST /v1/resources', resourceDraft({ division: inside })), verbs);

let compounds = 0;
/** Code of a compound of its own, recorded or not. */
export const newCompound = (community: string): string => community + String((compounds += 1)).padStart(4, '0');

/** A compound of its own, recorded. */
export async function aCompound(community: string): Promise<string> {
  const code = newCompound(community);
  await places(code);
  return code;
}

/** A station, so many steps on its way. */
export const aStation = async (...verbs: readonly string[]): Promise<Item> => {
  const draft = { division: await aCompound(inside), displayName: '测试党群服务站' };
  return after(decides.done('POST /v1/stations', draft), verbs);
};

/** A run that is over, over a compound in which nothing is listed. */
export async function aMatchRun(): Promise<Item> {
  return finished(await decides.done('POST /v1/matchRuns', { division: await aCompound(inside) }));
}

const finished = ({ name }: Item): Promise<Item> =>
  eventually(async () => {
    const run = await decides.done(`GET /v1/${name}`);
    if (run.state !== 'STATE_READY') throw new Error(`${name} is ${run.state}`);
    return run;
  });

let category = 0;
/** Suggestions that wait for a person: one run finds a resource for each of so many needs. */
export async function suggestions(count: number): Promise<Item[]> {
  const division = await aCompound(inside);
  const kind = `matrix-${String((category += 1))}`;
  const offer = resourceDraft({ division: inside, categories: [kind], capacity: count });
  await after(files.done('POST /v1/resources', offer), ['verify', 'publish']);
  const listed = () =>
    after(files.done('POST /v1/needs', needDraft({ division, category: kind })), ['verify', 'publish']);
  await Promise.all(Array.from({ length: count }, listed));
  const { name } = await finished(await decides.done('POST /v1/matchRuns', { division }));
  const filter = encodeURIComponent(`match_run = "${name}" AND state = "SUGGESTED"`);
  return decides.all(`/v1/suggestions?filter=${filter}`, 'suggestions');
}
