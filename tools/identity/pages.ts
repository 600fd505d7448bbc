import type { Directory } from './directory.ts';
import type { Client, Person } from './people.ts';
import { DEVELOPMENT_GRANT, WEB_CLIENT } from './token.ts';

/** The login page: pick a person. Self-contained, no script, no password. */
export function loginPage(uid: string, { people }: Directory): string {
  const buttons = people.map(
    ({ username, name, title, roles }) =>
      `<li><button name="username" value="${escape(username)}"><b>${escape(name)}</b> ${escape(title)} <small>${escape(roles.join(' '))}</small></button></li>`,
  );
  return page('登录 Sign in', `<form method="post" action="/login/${escape(uid)}"><ul>${buttons.join('')}</ul></form>`);
}

/** What a developer needs to get a token by hand. */
export function helpPage(
  issuer: string,
  { people, clients }: Directory,
  secretOf: (clientId: string) => string,
): string {
  const ask = `curl -s ${issuer}/token -d grant_type=${DEVELOPMENT_GRANT} -d client_id=${WEB_CLIENT} -d username=county`;
  const askAsClient = `curl -s ${issuer}/token -u CLIENT:SECRET -d grant_type=client_credentials`;
  return page(
    '身份 Identity',
    `<p>A token for a person, without a browser (<code>lifetime</code>, in seconds, is optional):</p><pre>${escape(ask)}</pre>
<table>${people.map((person) => row(person, person.username, person.title)).join('')}</table>
<p>A token for a department's client:</p><pre>${escape(askAsClient)}</pre>
<table>${clients.map((client) => row(client, client.clientId, secretOf(client.clientId))).join('')}</table>`,
  );
}

const row = ({ name, roles, divisions }: Person | Client, login: string, more: string) =>
  `<tr>${[login, name, more, roles.join(' '), divisions.join(' ')].map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`;

const page = (title: string, body: string) => `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>家门口 · ${title}</title>
<style>
body { font: 16px/1.6 system-ui, sans-serif; max-width: 52rem; margin: 3rem auto; padding: 0 1rem }
ul { list-style: none; padding: 0; columns: 20rem } small { color: #777 }
button { font: inherit; width: 100%; text-align: left; padding: .4rem .8rem; margin: .2rem 0; cursor: pointer }
pre { overflow-x: auto; background: #f4f4f4; padding: .8rem } td { padding: .1rem 1rem .1rem 0 }
</style>
<h1>家门口 · ${title}</h1><p>Invented people, development only.</p>
${body}</html>`;

const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
