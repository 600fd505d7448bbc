// The story of one need, through the gateway: filed, verified by another, published, found, counted, closed.
import { readFileSync } from 'node:fs';

const { GATEWAY, ISSUER, AUDIENCE, DIVISION } = process.env;
const given = (key) => readFileSync(`/etc/doorstep/clients/${key}`, 'utf8').trim();

async function tokenOf(who) {
  const { token_endpoint } = await (
    await fetch(`${ISSUER.replace(/\/$/, '')}/.well-known/openid-configuration`)
  ).json();
  const basic = Buffer.from(`${given(`${who}-id`)}:${given(`${who}-secret`)}`).toString('base64');
  const body = new URLSearchParams({ grant_type: 'client_credentials', audience: AUDIENCE });
  const answer = await fetch(token_endpoint, { method: 'POST', headers: { authorization: `Basic ${basic}` }, body });
  if (!answer.ok) throw new Error(`no token for the ${who}: ${answer.status}`);
  return (await answer.json()).access_token;
}

function clientOf(token) {
  return async (want, line, body) => {
    const [method, path] = line.split(' ');
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
    const answer = await fetch(GATEWAY + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (answer.status !== want) throw new Error(`${line}: ${answer.status}, not ${want}: ${text}`);
    console.log(`${answer.status}  ${line}`);
    return text === '' ? {} : JSON.parse(text);
  };
}

async function eventually(look) {
  for (const deadline = Date.now() + 30_000; ;) {
    if (await look()) return;
    if (Date.now() > deadline) throw new Error('the figure did not move in 30 s');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const [filer, verifier] = await Promise.all(['filer', 'verifier'].map(async (who) => clientOf(await tokenOf(who))));
const figure = async () => Number((await verifier(200, `GET /v1/figures/needs_collected?division=${DIVISION}`)).value);

const open = encodeURIComponent('state = "OPEN"');
const { categories } = await filer(200, `GET /v1/categories?pageSize=1&filter=${open}`);
if (categories.length === 0)
  throw new Error('the catalogue of categories is empty: enter the county’s, as docs/operators/install.md says');

const before = await figure();
const draft = {
  division: DIVISION,
  category: categories[0].code,
  title: '平台自检',
  quantity: 1,
  channel: 'CHANNEL_HOTLINE',
  openUntil: new Date(Date.now() + 86_400_000).toISOString(),
};
const { name } = await filer(201, 'POST /v1/needs', draft);
await filer(409, `POST /v1/${name}:verify`, {});
await verifier(200, `POST /v1/${name}:verify`, {});
await verifier(200, `POST /v1/${name}:publish`, {});
const { state } = await verifier(200, `GET /v1/${name}`);
if (state !== 'STATE_LISTED') throw new Error(`the need is ${state}`);
await eventually(async () => (await figure()) > before);
await verifier(200, `POST /v1/${name}:close`, { reason: '平台自检' });
const { changes } = await verifier(200, `GET /v1/${name}/history`);
if (changes.length !== 4) throw new Error(`its history has ${changes.length} entries, not 4`);
console.log(`the story of ${name} is told`);
