import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { appClient, invented } from './invented.ts';
import { Page, type Client, type Person } from './people.ts';

/** Everybody whom the local identity provider knows; besides those listed, somebody invented for each job and place. */
export interface Directory {
  readonly people: readonly Person[];
  readonly clients: readonly Client[];
  /** A person by username, a client by its id. */
  byLogin(login: string): Person | Client | undefined;
  bySubject(subject: string): Person | Client | undefined;
}

/**
 * Reads every `*.json` of the folders, and adds a client for each app of the platform.
 * Throws a line that names file and field, or a login or subject that occurs twice.
 */
export async function readDirectory(folders: readonly string[], apps: readonly string[] = []): Promise<Directory> {
  const files = await Promise.all(folders.map(jsonFilesOf));
  const pages = await Promise.all(files.flat().map(readPage));
  const people = pages.flatMap((page) => page.people);
  const clients = [...pages.flatMap((page) => page.clients), ...apps.map(appClient)];
  const everybody = [...people, ...clients];
  const byLogin = uniqueBy(everybody, loginOf);
  const bySubject = uniqueBy(everybody, ({ subject }) => subject);
  const invite = (login: string): Person | undefined => {
    const somebody = invented(login);
    if (somebody) {
      byLogin.set(login, somebody);
      bySubject.set(somebody.subject, somebody);
    }
    return somebody;
  };
  return {
    people,
    clients,
    byLogin: (login) => byLogin.get(login) ?? invite(login),
    bySubject: (subject) => bySubject.get(subject),
  };
}

/** The name under which somebody asks for a token. */
const loginOf = (somebody: Person | Client): string => ('username' in somebody ? somebody.username : somebody.clientId);

async function jsonFilesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

async function readPage(file: string): Promise<z.infer<typeof Page>> {
  const page = Page.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!page.success) throw new Error(`${file}: ${z.prettifyError(page.error)}`);
  return page.data;
}

function uniqueBy<T>(all: readonly T[], key: (one: T) => string): Map<string, T> {
  const map = new Map<string, T>();
  for (const one of all) {
    if (map.has(key(one))) throw new Error(`${key(one)} occurs twice among people and clients`);
    map.set(key(one), one);
  }
  return map;
}
