import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isIPv4 } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Provider } from 'oidc-provider';
import { idleLimits } from '../../libs/runtime/src/idle.ts';
import { freePorts } from '../servers/ports.ts';
import { readDirectory, type Directory } from './directory.ts';
import { openKeys, type IdentityKeys } from './keys.ts';
import { helpPage, loginPage } from './pages.ts';
import { USERINFO, userinfoOf, type Userinfo } from './userinfo.ts';
import { makeProvider } from './provider.ts';

export interface IdentityOptions {
  /** Loopback address to listen on. */
  readonly host?: string;
  /** Without a port a free one is taken. */
  readonly port?: number;
  /** Folder of signing key and secrets; they are made on the first start. */
  readonly keysDir: string;
  /** Folders of `*.json` files with people and clients. */
  readonly peopleDirs: readonly string[];
  /** Apps of the platform, each of which proves itself by a client of its name. */
  readonly apps?: readonly string[] | undefined;
  readonly audience?: string;
  readonly tokenLifetimeSeconds?: number;
  readonly redirectUris?: readonly string[];
}

export interface Identity {
  readonly issuer: string;
  stop(): Promise<void>;
}

const HOUR_SECONDS = 3600;

/**
 * Starts the local identity provider. It hands anybody's token to anybody, so it refuses to start in production or on an
 * address that others can reach.
 */
export async function startIdentity(options: IdentityOptions): Promise<Identity> {
  const { host = '127.0.0.1', port = (await freePorts(1))[0] } = options;
  if (process.env['NODE_ENV'] === 'production')
    throw new Error('the local identity provider does not run in production');
  if (!isLoopback(host))
    throw new Error(`the local identity provider does not listen on ${host}, only on this machine`);
  const issuer = `http://${host}:${port}`;
  const directory = await readDirectory(options.peopleDirs, options.apps);
  const keys = await openKeys(options.keysDir);
  const { audience = 'doorstep', tokenLifetimeSeconds = HOUR_SECONDS, redirectUris = [`${issuer}/`] } = options;
  const provider = makeProvider({ issuer, audience, tokenLifetimeSeconds, redirectUris }, directory, keys);
  const userinfo = userinfoOf({ issuer, audience }, directory, keys);
  const server = createServer(idleLimits(), door(provider, directory, keys, userinfo));
  server.listen(port, host);
  await once(server, 'listening');
  return { issuer, stop: () => server[Symbol.asyncDispose]() };
}

const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));

/** Names under which this machine calls itself. A page of another name that leads here would read what is on ours. */
function isOwn(host: string, issuer: string): boolean {
  const { port } = new URL(issuer);
  return ['localhost', '127.0.0.1', '[::1]', new URL(issuer).hostname].some((name) => host === `${name}:${port}`);
}

/** Our own pages; everything else is OpenID Connect. */
function door(provider: Provider, directory: Directory, keys: IdentityKeys, userinfo: Userinfo) {
  const openId = provider.callback();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    if (!isOwn(request.headers.host ?? '', provider.issuer)) return foreign(response);
    const { pathname } = new URL(request.url ?? '/', provider.issuer);
    const uid = /^\/login\/([\w-]+)$/.exec(pathname)?.[1];
    if (uid !== undefined && request.method === 'POST') return signIn(provider, directory, request, response);
    if (uid !== undefined) return interact(provider, directory, request, response);
    if (pathname === USERINFO) return userinfo(request, response);
    if (pathname === '/') return html(response, helpPage(provider.issuer, directory, keys.secretOf));
    return openId(request, response);
  };
  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(400, { 'content-type': 'text/plain' }).end(error instanceof Error ? error.message : 'failed');
    });
  };
}

function foreign(response: ServerResponse): void {
  response.writeHead(421, { 'content-type': 'text/plain' }).end('this is not the host that you asked for');
}

/** Asks who somebody is; what a program asks a person to consent to, as that it may renew its tokens, is granted at once. */
async function interact(
  provider: Provider,
  directory: Directory,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid, prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name !== 'consent' || session === undefined) return html(response, loginPage(uid, directory));
  const asked = params as { readonly client_id: string; readonly scope: string };
  const grant = new provider.Grant({ clientId: asked.client_id, accountId: session.accountId });
  grant.addOIDCScope(asked.scope);
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

async function signIn(
  provider: Provider,
  directory: Directory,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const person = directory.byLogin(new URLSearchParams(await text(request)).get('username') ?? '');
  if (person === undefined) throw new Error('nobody of that name');
  await provider.interactionFinished(request, response, { login: { accountId: person.subject } });
}

function html(response: ServerResponse, body: string): void {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }).end(body);
}
