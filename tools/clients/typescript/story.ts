// One story through a client as the generator makes it: a need is filed, shown by a picture, found and seen again.
import { client } from './client/client.gen.js';
import { createNeed, downloadEvidence, listNeeds, uploadEvidence, verifyNeed } from './client/sdk.gen.js';

const { GATEWAY = '', TOKEN = '', DIVISION = '' } = process.env;
client.setConfig({ baseUrl: GATEWAY, auth: () => TOKEN });

const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

/** The last part of a name, `needs/{need}`. */
const idOf = (name = ''): string => name.split('/')[1] ?? '';

const { data: need } = await createNeed({
  body: {
    division: DIVISION,
    category: 'elder-care',
    title: '老年助餐',
    quantity: 1,
    channel: 'CHANNEL_HOTLINE',
    openUntil: '2099-12-31T10:00:00Z',
  },
  throwOnError: true,
});
const { data: evidence } = await uploadEvidence({
  query: { about: need.name ?? '', kind: 'KIND_PHOTO' },
  body: new Blob([picture]),
  throwOnError: true,
});
const { data: page } = await listNeeds({
  query: { filter: `division = "${DIVISION}" AND update_time >= "2025-01-01T00:00:00Z"` },
  throwOnError: true,
});
if (!page.needs?.some(({ name }) => name === need.name)) throw new Error('the list does not show the need');

const { data: file } = await downloadEvidence({
  path: { evidence: idOf(evidence.name) },
  headers: { 'X-Purpose': 'review' },
  throwOnError: true,
});
const bytes = Buffer.from(await file.arrayBuffer());
if (!bytes.equals(picture)) throw new Error(`another file came back, of ${String(bytes.length)} bytes`);

const { error, response } = await verifyNeed({ path: { need: idOf(need.name) } });
if (response?.status !== 409 || error?.reason !== 'VERIFIED_BY_FILER')
  throw new Error(`whoever files a need cannot verify it: ${String(response?.status)} ${JSON.stringify(error)}`);
console.log(`told of ${String(need.name)} and ${String(evidence.name)}`);
