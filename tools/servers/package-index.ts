import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';

/** Address of the Python package index that this machine was told to use, by our own variable, by pip's, or in pip.conf. */
export async function configuredIndex(): Promise<string | undefined> {
  const told = process.env['DOORSTEP_PYPI_INDEX'] ?? process.env['PIP_INDEX_URL'];
  if (told) return told;
  const home = homedir();
  const places = [
    process.env['PIP_CONFIG_FILE'],
    join(home, '.config/pip/pip.conf'),
    join(home, '.pip/pip.conf'),
    '/etc/pip.conf',
  ];
  for (const place of places) {
    const text = place ? await readFile(place, 'utf8').catch(() => '') : '';
    const url = /^\s*index[-_]url\s*[=:]\s*(\S+)/m.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  return undefined;
}

/** Bytes of one file of a project, from an index that speaks the simple repository API, as HTML or as JSON. */
export async function downloadFromIndex(index: string, project: string, file: string): Promise<Uint8Array> {
  trustTheSystem();
  const page = new URL(`${project}/`, index.endsWith('/') ? index : `${index}/`);
  const links = await get(page, 15_000).then((response) => response.text());
  const link = links.split(/["'\s]/).find((part) => part.split('#')[0]?.split('/').at(-1) === file);
  if (link === undefined) throw new Error(`the index does not offer ${file}`);
  const response = await get(new URL(link, page), 240_000);
  return new Uint8Array(await response.arrayBuffer());
}

async function get(url: URL, timeoutMs: number): Promise<Response> {
  const { username, password } = url;
  const bare = new URL(url);
  bare.username = bare.password = '';
  const headers = username
    ? { authorization: `Basic ${btoa(decodeURIComponent(`${username}:${password}`))}` }
    : undefined;
  const response = await fetch(bare, { signal: AbortSignal.timeout(timeoutMs), ...(headers && { headers }) });
  if (!response.ok) throw new Error(`the index answered ${response.status} for ${bare.pathname}`);
  return response;
}

/** An index inside an organisation is often signed by an authority that only the system knows; Node learnt to ask it in 22.19. */
function trustTheSystem(): void {
  if (typeof tls.setDefaultCACertificates !== 'function') return;
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...tls.getCACertificates('system')]);
}
